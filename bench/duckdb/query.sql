WITH usage AS (
  SELECT billingSessionId AS id, count(*) AS n, any_value(channel) AS channel,
    any_value(epoch(billingSessionEndDateTime) - epoch(billingSessionStartDateTime)) AS seconds
  FROM read_csv('usage.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    timestampformat = '%m-%d-%Y %I:%M:%S %p',
    columns = {'botId': 'VARCHAR', 'channel': 'VARCHAR', 'koreUserId': 'VARCHAR', 'channelUserId': 'VARCHAR',
      'billingSessionType': 'VARCHAR', 'conversationSessionId': 'VARCHAR',
      'conversationSessionStartDateTime': 'VARCHAR', 'conversationSessionEndDateTime': 'VARCHAR',
      'billingSessionId': 'VARCHAR', 'billingSessionStartDateTime': 'TIMESTAMP',
      'billingSessionEndDateTime': 'TIMESTAMP'})
  GROUP BY billingSessionId
),
bill AS (
  SELECT billing_session_id AS id, count(*) AS n, any_value(quantity) AS quantity, any_value(amount) AS amount,
    sum(amount) AS billed
  FROM read_csv('invoice.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {'line_id': 'VARCHAR', 'billing_session_id': 'VARCHAR', 'channel': 'VARCHAR', 'start': 'VARCHAR',
      'quantity': 'BIGINT', 'unit_price': 'DECIMAL(18,4)', 'amount': 'DECIMAL(18,4)'})
  GROUP BY billing_session_id
),
rates AS (
  SELECT channel, price
  FROM read_csv('rates.csv', header = true, auto_detect = false, delim = ',',
    columns = {'vendor': 'VARCHAR', 'service': 'VARCHAR', 'account': 'VARCHAR', 'channel': 'VARCHAR',
      'valid_from': 'VARCHAR', 'valid_to': 'VARCHAR', 'currency': 'VARCHAR', 'measure': 'VARCHAR',
      'unit_size': 'BIGINT', 'minimum': 'BIGINT', 'increment': 'BIGINT', 'free_units': 'VARCHAR',
      'tier_from': 'VARCHAR', 'price': 'DECIMAL(18,4)', 'rounding': 'VARCHAR'})
),
rated AS (
  SELECT usage.id, usage.n, CAST(ceil(usage.seconds / 900) AS BIGINT) AS units,
    CAST(ceil(usage.seconds / 900) AS BIGINT) * rates.price AS amount
  FROM usage JOIN rates ON usage.channel = rates.channel
),
joined AS (
  SELECT rated.n AS records, bill.n AS lines, rated.units, rated.amount AS expected, bill.quantity, bill.amount,
    bill.billed
  FROM rated FULL OUTER JOIN bill ON rated.id = bill.id
)
SELECT
  CAST(sum(records) AS DOUBLE) AS records,
  CAST(sum(lines) AS DOUBLE) AS lines,
  CAST(sum(records - 1) AS DOUBLE) AS duplicate_usage,
  CAST(sum(lines - 1) AS DOUBLE) AS duplicate_line,
  CAST(count(*) FILTER (units = quantity AND expected = amount) AS DOUBLE) AS matched,
  CAST(count(*) FILTER (units <> quantity) AS DOUBLE) AS quantity_variance,
  CAST(count(*) FILTER (units = quantity AND expected <> amount) AS DOUBLE) AS amount_variance,
  CAST(count(*) FILTER (lines IS NULL) AS DOUBLE) AS unbilled_usage,
  CAST(count(*) FILTER (records IS NULL) AS DOUBLE) AS billed_without_usage,
  CAST(sum(expected) AS DOUBLE) AS expected,
  CAST(sum(billed) AS DOUBLE) AS billed
FROM joined
