//! The four resources below `/api/rest/billing`.

use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDateTime, TimeDelta};

use super::records::Records;
use super::status::{Generation, Status};
use super::{BusyReply, Dma, StatusType, export};
use crate::auth;
use crate::generate::xml_text;
use crate::lock::lock;
use crate::wire::{Call, Reply};

/// What to select: records that start in the window, both ends included.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    from: (String, NaiveDateTime),
    to: (String, NaiveDateTime),
}

/// A generation that nobody asks about is taken for finished after this time.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(3);

impl Dma {
    pub(crate) fn answer(&self, call: &Call) -> Reply {
        let known = auth::basic(call).is_some_and(|(user, password)| {
            user == self.settings.user && password == self.settings.password
        });
        if !known {
            return Reply::new(
                401,
                "text/html",
                "<html><body><h1>401 Unauthorized</h1></body></html>",
            )
            .with("www-authenticate", "Basic realm=\"DMA\"");
        }
        if self.settings.role_missing {
            return error(
                call,
                403,
                "The user does not have the permission to read billing records",
            );
        }
        let answer = match (call.method.as_str(), call.path.as_str()) {
            ("POST", "/api/rest/billing/generate-cdrs") => self.generate(call),
            ("GET", "/api/rest/billing/status") => Ok(self.status(call)),
            ("GET", "/api/rest/billing/download-cdrs") => self.download(call),
            ("GET", "/api/rest/billing") if self.settings.direct_download => self.direct(call),
            (_, "/api/rest/billing/generate-cdrs") => Err(error(call, 405, "Method not allowed")),
            _ => Err(error(call, 404, "Resource not found")),
        };
        answer.unwrap_or_else(|refusal| refusal)
    }

    fn generate(&self, call: &Call) -> Result<Reply, Reply> {
        let filter = self.filter(call)?;
        let mut work = lock(&self.work);
        let planned = work.refused < self.settings.busy;
        let own = work.generation.as_ref().is_some_and(|generation| {
            generation.polled < self.settings.polls
                && !generation.behind_another
                && generation.started.elapsed() < FORGOTTEN_AFTER
        });
        if planned {
            work.refused += 1;
        }
        let busy = planned || own;
        if busy && self.settings.busy_reply == BusyReply::Conflict {
            return Err(error(call, 409, "Another CDR is being generated"));
        }
        work.generation =
            Some(Generation { filter, polled: 0, started: Instant::now(), behind_another: busy });
        Ok(Reply::empty(self.settings.accepted).with("location", &self.address(call, "status")))
    }

    fn address(&self, call: &Call, resource: &str) -> String {
        let root = if self.settings.absolute_urls { call.root() } else { String::new() };
        format!("{root}/api/rest/billing/{resource}")
    }

    fn status(&self, call: &Call) -> Reply {
        let status = self.next_status(call);
        if wants_json(call) {
            Reply::new(200, "application/vnd.plcm.plcm-billing-status+json", status.json())
        } else {
            Reply::new(200, "application/vnd.plcm.plcm-billing-status+xml", status.xml())
        }
    }

    fn next_status(&self, call: &Call) -> Status {
        let mut work = lock(&self.work);
        let Some(generation) = work.generation.as_mut() else {
            return Status::new("NOT_STARTED", StatusType::NotStarted)
                .with("download-ready", false);
        };
        if generation.behind_another {
            return Status::new("CREATING_CDR_FILE", StatusType::ErrorAnotherCdrIsBeingGenerated)
                .with("download-ready", false)
                .with("status-message", "Another CDR is being generated");
        }
        let records = count(&self.select(&generation.filter));
        let polled = generation.polled;
        generation.polled = polled.saturating_add(1);
        if polled < self.settings.polls {
            return Status::under_way(polled, self.settings.polls, records);
        }
        let ends = self.settings.ends;
        let status = Status::new("DOWNLOADING", ends).with("download-ready", ends.has_file());
        let status = if ends.has_file() {
            status
                .with("total-number-cdr-records", records)
                .with("number-cdr-records-processed", records)
                .with("estimated-time-remaining-seconds", 0)
                .with("download-url", self.address(call, "download-cdrs"))
                .with("entity-tag", self.entity_tag())
        } else {
            status.with("status-message", "The records could not be generated")
        };
        status
            .with("from-date", generation.filter.from.0.clone())
            .with("to-date", generation.filter.to.0.clone())
            .with("creation-time", self.clock.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    /// A time stamp in place of a true tag.
    fn entity_tag(&self) -> String {
        self.clock.and_utc().timestamp().to_string()
    }

    fn download(&self, call: &Call) -> Result<Reply, Reply> {
        let generation = lock(&self.work).generation.clone();
        let ready = generation.filter(|generation| {
            !generation.behind_another
                && generation.polled > self.settings.polls
                && self.settings.ends.has_file()
        });
        let Some(generation) = ready else {
            return Err(error(call, 404, "There is no generated CDR file"));
        };
        self.archive(call, &generation.filter)
    }

    fn direct(&self, call: &Call) -> Result<Reply, Reply> {
        let filter = self.filter(call)?;
        self.archive(call, &filter)
    }

    fn archive(&self, call: &Call, filter: &Filter) -> Result<Reply, Reply> {
        let files = export::files(&self.settings, &self.select(filter));
        let zip = export::zip(&files).map_err(|failure| error(call, 500, &failure.to_string()))?;
        Ok(Reply::new(200, "application/zip", zip)
            .with("content-disposition", "attachment; filename=\"cdrExport.zip\"")
            .with("etag", &self.entity_tag()))
    }

    /// A call is selected by its first row's start and comes with all its rows.
    fn select(&self, filter: &Filter) -> Records {
        let within = |at: NaiveDateTime| filter.from.1 <= at && at <= filter.to.1;
        let mut records = self.records.clone();
        records.calls.retain(|call| call.segments.first().is_some_and(|part| within(part.start)));
        records.conferences.retain(|conference| within(conference.start));
        records
    }

    /// By default from today's midnight to now.
    fn filter(&self, call: &Call) -> Result<Filter, Reply> {
        let offset = TimeDelta::minutes(i64::from(self.settings.offset_minutes));
        let midnight = self.clock.date().and_time(chrono::NaiveTime::MIN);
        let read = |name: &str, otherwise: NaiveDateTime| match call.query(name) {
            None => Ok((otherwise.format("%Y-%m-%dT%H:%M:%SZ").to_string(), otherwise)),
            Some(text) => instant(&text, offset).map(|at| (text.clone(), at)).ok_or_else(|| {
                Reply::new(400, "text/plain", format!("{name} is not a valid dateTime: {text}"))
            }),
        };
        Ok(Filter { from: read("from-date", midnight)?, to: read("to-date", self.clock)? })
    }
}

fn count(records: &Records) -> u64 {
    let rows: usize = records.calls.iter().map(|call| call.segments.len()).sum();
    u64::try_from(rows + records.conferences.len()).unwrap_or(u64::MAX)
}

/// With a zone, or in the cluster's own.
fn instant(text: &str, offset: TimeDelta) -> Option<NaiveDateTime> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.naive_utc());
    }
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok().map(|at| at - offset)
}

fn wants_json(call: &Call) -> bool {
    call.header("accept").is_some_and(|accept| accept.contains("json"))
}

fn error(call: &Call, status: u16, text: &str) -> Reply {
    if wants_json(call) {
        let body = serde_json::json!({"statusCode": status.to_string(), "description": text});
        Reply::new(status, "application/vnd.plcm.plcm-error+json", body.to_string())
    } else {
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
             <ns2:plcm-error xmlns:ns2=\"urn:com:polycom:api:rest:plcm-error\"><ns2:status-code>{status}\
             </ns2:status-code><ns2:description>{}</ns2:description></ns2:plcm-error>",
            xml_text(text)
        );
        Reply::new(status, "application/vnd.plcm.plcm-error+xml", body)
    }
}
