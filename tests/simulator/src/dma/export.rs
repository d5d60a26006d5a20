//! The three files of an export and the zip around them.

use std::io::{Cursor, Write as _};

use chrono::{NaiveDateTime, TimeDelta};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::records::{DmaCall, DmaConference, DmaSegment, Records};
use super::{DmaSettings, Layout};
use crate::error::SimError;
use crate::generate::csv_row;

const CALL_V61: &str = "version,type,callType,callUuid,dialin,startTime,endTime,origEndpoint,dialString,\
destEndpoint,origSignalType,destSignalType,refConfUUID,lastForwardEndpoint,cause,causeSource,bitRate,\
classOfService,ingressCluster,egressCluster,VMRCluster,VEQCluster,userRole,userDataA,userDataB,userDataC,\
userDataD,userDataE,failureSignalingCode,origModel,origVersion,destModel,destVersion,displays,\
minVideoResolution,origSignalingId,origCallId,destCallId,chairPasscode,confRequiresChair,\
termConfAfterChairDrops,charJoinTime";

const CALL_V1: &str = "version,type,callType,callUuid,startTime,endTime,origEndpoint,dialString,\
destEndpoint,origSignalType,destSignalType,refConfUUID,lastForwardEndpoint,cause,causeSource,bitRate,\
classOfService,ingressCluster,egressCluster,VMRCluster,VEQCluster,userDataA,userDataB,userDataC,\
userDataD,userDataE,userRole,dialin";

const CONFERENCE: &str = "version,type,confType,cluster,confUUID,startTime,endTime,userID,roomID,\
partCount,classOfService,userDataA,userDataB,userDataC,maxResourcesUsed";

/// In an immersive room's row these stay single; all others become lists.
const SINGLE_FIELDS: usize = 3;

pub(super) fn files(settings: &DmaSettings, records: &Records) -> [(String, String); 3] {
    let columns = match settings.layout {
        Layout::V61 => CALL_V61,
        Layout::V1 => CALL_V1,
    };
    let mut calls = header(settings, columns);
    let mut call_rows = 0_i64;
    for call in &records.calls {
        for part in &call.segments {
            let fields = columns.split(',').enumerate().map(|(at, column)| {
                let value = call_field(settings, records, call, part, column);
                if part.codecs > 1 && at >= SINGLE_FIELDS {
                    list(&value, part.codecs, column)
                } else {
                    value
                }
            });
            calls.push_str(&(csv_row(fields) + "\r\n"));
            call_rows += 1;
        }
    }
    let mut conferences = header(settings, CONFERENCE);
    for conference in &records.conferences {
        let fields = CONFERENCE
            .split(',')
            .map(|column| conference_field(settings, records, conference, column));
        conferences.push_str(&(csv_row(fields) + "\r\n"));
    }
    let list =
        |names: &[String]| if names.is_empty() { "none".to_owned() } else { names.join(" ") };
    let counts = format!(
        "Number of calls: {}, Number of conferences: {}, Clusters included: {}, Clusters excluded: {}\r\n",
        call_rows + settings.count_off_by,
        records.conferences.len(),
        list(&settings.clusters),
        list(&settings.excluded_clusters),
    );
    let [calls_name, conferences_name, counts_name] = settings.inner_names.clone();
    [(calls_name, calls), (conferences_name, conferences), (counts_name, counts)]
}

fn header(settings: &DmaSettings, columns: &str) -> String {
    if settings.header { format!("{columns}\r\n") } else { String::new() }
}

fn list(value: &str, codecs: usize, column: &str) -> String {
    let values: Vec<String> = (1..=codecs)
        .map(|codec| {
            if column == "origEndpoint" {
                format!("{value};codec={codec}")
            } else {
                value.to_owned()
            }
        })
        .collect();
    values.join(",")
}

fn version(layout: Layout) -> &'static str {
    match layout {
        Layout::V61 => "6.1",
        Layout::V1 => "1",
    }
}

fn call_field(
    settings: &DmaSettings,
    records: &Records,
    call: &DmaCall,
    part: &DmaSegment,
    column: &str,
) -> String {
    let in_room = call.conference.is_some();
    match column {
        "version" => version(settings.layout).into(),
        "type" => "CALL".into(),
        "callType" => call.call_type.into(),
        "callUuid" => call.uuid.clone(),
        "dialin" => if call.dialin { "TRUE" } else { "FALSE" }.into(),
        "startTime" => local(settings, records, part.start),
        "endTime" => local(settings, records, part.end),
        "origEndpoint" => call.from.clone(),
        "dialString" | "destEndpoint" => call.to.clone(),
        "origSignalType" | "destSignalType" => "SIP".into(),
        "refConfUUID" => call.conference.clone().unwrap_or_default(),
        "cause" => "NORMAL".into(),
        "causeSource" => "ENDPOINT".into(),
        "bitRate" => "1920".into(),
        "classOfService" => "Gold".into(),
        "ingressCluster" | "egressCluster" => call.cluster.clone(),
        "VMRCluster" if in_room => call.cluster.clone(),
        "userRole" => "participant".into(),
        "userDataA" => call.user_data.clone(),
        "chairPasscode" => call.passcode.unwrap_or_default().into(),
        "confRequiresChair" | "termConfAfterChairDrops" if in_room => "FALSE".into(),
        "origModel" | "destModel" => "Group 500".into(),
        "origVersion" | "destVersion" => "6.2.2".into(),
        "displays" => "1".into(),
        "minVideoResolution" => "720p".into(),
        _ => String::new(),
    }
}

fn conference_field(
    settings: &DmaSettings,
    records: &Records,
    conference: &DmaConference,
    column: &str,
) -> String {
    match column {
        "version" => version(settings.layout).into(),
        "type" => "CONF".into(),
        "confType" => "AD-HOC".into(),
        "cluster" => conference.cluster.clone(),
        "confUUID" => conference.uuid.clone(),
        "startTime" => local(settings, records, conference.start),
        "endTime" => local(settings, records, conference.end),
        "userID" => conference.user.clone(),
        "roomID" => conference.room.clone(),
        "partCount" => conference.peak.to_string(),
        "classOfService" => "Gold".into(),
        "userDataA" => conference.user_data.clone(),
        "maxResourcesUsed" => format!("video: {} voice: 0", conference.peak),
        _ => String::new(),
    }
}

/// The cluster's local time with its offset.
fn local(settings: &DmaSettings, records: &Records, at: NaiveDateTime) -> String {
    let later = records.offset_change.is_some_and(|change| at >= change);
    let minutes = settings.offset_minutes - if later { 60 } else { 0 };
    let shown = at + TimeDelta::minutes(i64::from(minutes));
    let sign = if minutes < 0 { '-' } else { '+' };
    let offset = match (minutes, settings.layout) {
        (0, Layout::V61) => "Z".to_owned(),
        _ => format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60),
    };
    let format = match settings.layout {
        Layout::V61 => "%Y-%m-%dT%H:%M:%S%.3f",
        Layout::V1 => "%Y-%m-%dT%H:%M:%S",
    };
    format!("{}{offset}", shown.format(format))
}

pub(super) fn zip(files: &[(String, String); 3]) -> Result<Vec<u8>, SimError> {
    let failed = |error: zip::result::ZipError| SimError::Scenario(error.to_string());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in files {
        writer.start_file(name.as_str(), options).map_err(failed)?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish().map_err(failed)?.into_inner())
}
