//! A line over days: its path, the area between it and zero, axes, and the day under the pointer.
#![allow(clippy::float_arithmetic, reason = "coordinates are the one place for floats")]

use super::scale::{Scale, Ticks, decimal_text, whole};

/// One day's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Days since 1970-01-01.
    pub day: i32,
    /// The value.
    pub value: f64,
}

/// A mark on an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis<T> {
    /// Where, along the axis.
    pub at: i32,
    /// The same in percent of the axis, as decimal text.
    pub percent: String,
    /// What it stands for.
    pub value: T,
}

impl<T> Axis<T> {
    fn new(at: f64, length: f64, value: T) -> Self {
        let percent = decimal_text(i64::from(whole(at / length * 10_000.0)), 2);
        Self { at: whole(at), percent, value }
    }
}

/// The whole chart in coordinates, the origin at the top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChart {
    /// Path of the line.
    pub line: String,
    /// The closed area between it and zero.
    pub area: String,
    /// Horizontal lines with the decimal text of their value.
    pub rows: Vec<Axis<String>>,
    /// Days to be named below.
    pub days: Vec<Axis<i32>>,
    /// Where each sample stands, with its index in the samples.
    pub marks: Vec<Axis<usize>>,
    /// Half the distance between two days, the reach of a day's target.
    pub reach: i32,
}

/// Distances between named days, smallest first.
const DAY_STEPS: [i32; 9] = [1, 2, 7, 14, 28, 56, 91, 182, 364];

/// How many horizontal lines are aimed at.
const ROW_STEPS: u32 = 3;

impl LineChart {
    /// Draws samples (ascending by day) into a box of `width` by `height`, with at most
    /// `most_days` named days.
    pub fn draw(samples: &[Sample], width: f64, height: f64, most_days: i32) -> Self {
        let (low, high) = samples
            .iter()
            .fold((0.0f64, 0.0f64), |(low, high), it| (low.min(it.value), high.max(it.value)));
        let ticks = Ticks::over(low, high, ROW_STEPS);
        let down = Scale { domain: ticks.ends(), range: (height, 0.0) };
        let first_day = samples.first().map_or(0, |it| it.day);
        let last_day = samples.last().map_or(first_day, |it| it.day);
        let span = f64::from(last_day - first_day);
        let across = if span == 0.0 {
            // One day stands in the middle.
            Scale { domain: (0.0, 0.0), range: (width / 2.0, width) }
        } else {
            Scale { domain: (f64::from(first_day), f64::from(last_day)), range: (0.0, width) }
        };
        let point = |it: &Sample| (across.place(f64::from(it.day)), down.place(it.value));
        let points: Vec<(f64, f64)> = samples.iter().map(point).collect();
        Self {
            area: area(&points, down.place(0.0)),
            line: path(&points),
            rows: ticks
                .values
                .into_iter()
                .map(|(value, text)| Axis::new(down.place(value), height, text))
                .collect(),
            days: named_days(first_day, last_day, most_days)
                .map(|day| Axis::new(across.place(f64::from(day)), width, day))
                .collect(),
            marks: points.iter().zip(0..).map(|((at, _), n)| Axis::new(*at, width, n)).collect(),
            reach: whole(if span == 0.0 { width / 2.0 } else { width / span / 2.0 }),
        }
    }
}

fn named_days(first: i32, last: i32, most: i32) -> impl Iterator<Item = i32> {
    let fits = |step: &&i32| (last - first) / **step < most.max(1);
    let step = DAY_STEPS.iter().find(fits).copied().unwrap_or((last - first).max(1));
    (0..).map(move |n| first + n * step).take_while(move |day| *day <= last)
}

fn path(points: &[(f64, f64)]) -> String {
    let mut d = String::new();
    if let [(x, y)] = points {
        // A path of one point draws nothing; a short dash does.
        join(&mut d, 'M', [(x - 60.0, *y), (x + 60.0, *y)].iter());
    } else {
        join(&mut d, 'M', points.iter());
    }
    d
}

fn area(points: &[(f64, f64)], zero: f64) -> String {
    let mut d = String::new();
    if let [(first, _), .., (last, _)] = points {
        join(&mut d, 'M', points.iter());
        join(&mut d, 'L', [(*last, zero), (*first, zero)].iter());
        d.push('Z');
    }
    d
}

fn join<'a>(d: &mut String, begin: char, points: impl Iterator<Item = &'a (f64, f64)>) {
    let mut command = begin;
    for (x, y) in points {
        d.push(command);
        d.push_str(&whole(*x).to_string());
        d.push(' ');
        d.push_str(&whole(*y).to_string());
        command = 'L';
    }
}
