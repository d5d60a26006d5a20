//! Kinds of rows: what rows have in common that are told apart by nothing but times and numbers.
//!
//! What depends on texts only, such as the rates that may hold, is worked out once for a kind and
//! not for each row.

use crate::dataset::packed::BLOCK;
use crate::dataset::{Dictionary, TextField};
use crate::rating::LadderId;
use crate::reconcile::numbered::Numbered;
use crate::reconcile::terms::Of;
use crate::reconcile::{Place, Terms};
use rustc_hash::FxHashMap;

/// Rows of further kinds go the long way, so that little is held however many accounts there are.
const MOST_KINDS: usize = 1 << 16;

/// Not yet looked up.
const UNKNOWN: u32 = u32::MAX;

/// No price.
const NO_PRICE: i64 = i64::MIN;

/// The texts that make a kind.
const FIELDS: [TextField; 5] = [
    TextField::Service,
    TextField::Account,
    TextField::Channel,
    TextField::Currency,
    TextField::Unit,
];

/// Some rows of a block of a segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    /// The segment's number on its side.
    pub(super) segment: usize,
    /// Where it is held.
    pub(super) place: Place<'a>,
    /// The block's number in it.
    pub(super) block: usize,
    /// Their positions in the block.
    pub(super) rows: &'a [u16],
}

/// What rows have in common that are told apart by nothing but times and numbers.
#[derive(Debug, Clone)]
pub(super) struct Kind {
    /// Whether rows of this kind can have briefs.
    fits: bool,
    /// Rates that may hold, the most specific first. Records only.
    pub(super) candidates: Vec<LadderId>,
    /// Channel, account, service.
    pub(super) groups: [u32; 3],
    pub(super) currency: u32,
    /// The price that was asked for last, and its class.
    last: (i64, u16),
}

/// A kind at a price.
#[derive(Debug, Clone, Copy)]
struct Class {
    kind: u32,
    price: i64,
}

/// The kinds of one side.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    all: Vec<Kind>,
    /// Kinds at a price, which are what rows that agree are told apart by.
    classes: Vec<Class>,
    /// By the number of the kind and the price.
    classed: FxHashMap<(u32, i64), u16>,
    /// The prices that can agree, in order.
    prices: Vec<i64>,
    /// By part and the numbers of the texts.
    found: Numbered,
    /// The segment that the rest is of.
    segment: Option<usize>,
    /// Its part, if `known` holds for all of that.
    part: Option<usize>,
    /// Its columns of texts that have any, and for each code how much it adds to a place in `known`.
    steps: Vec<(usize, Vec<usize>)>,
    /// The number of each combination of texts, or [`UNKNOWN`]; empty where there are too many.
    known: Vec<u32>,
    /// Scratch: where rows' codes stand in `known`.
    places: Vec<usize>,
    /// Scratch: the codes of a column.
    codes: Vec<Option<i64>>,
    /// What a blank currency stands for.
    default_currency: u32,
}

impl Kinds {
    /// `default_currency` is what a blank one stands for; `prices` are those that can agree, in order.
    pub(super) fn new(default_currency: u32, prices: Vec<i64>) -> Self {
        Self { prices, default_currency, ..Self::default() }
    }

    /// Whether a blank currency is known to stand for the only one there is.
    pub(super) fn has_one_currency(&self) -> bool {
        self.default_currency != 0
    }

    /// The numbers of rows' kinds, from 1; 0 once there are too many. `make` says of a new kind
    /// whether there is a brief for such rows, and what rates may hold.
    pub(super) fn numbers(
        &mut self,
        some: &Rows<'_>,
        terms: &Terms,
        of: Of,
        make: &mut dyn FnMut(&Place<'_>) -> (bool, Vec<LadderId>),
        to: &mut Vec<u32>,
    ) {
        if self.segment != Some(some.segment) {
            self.begin(some);
        }
        // Where the rows' codes stand in the table of all combinations.
        let mut places = std::mem::take(&mut self.places);
        places.clear();
        places.resize(some.rows.len(), 0);
        for (column, steps) in &self.steps {
            let Some(codes) = some.place.segment.codes.get(*column) else { continue };
            codes.pick(some.block, some.rows, &mut self.codes);
            for (place, code) in places.iter_mut().zip(&self.codes) {
                let own = code.and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
                *place += steps.get(own).copied().unwrap_or(0);
            }
        }
        to.clear();
        to.extend(places.iter().map(|it| self.known.get(*it).copied().unwrap_or(UNKNOWN)));
        for ((number, place), row) in to.iter_mut().zip(&places).zip(some.rows) {
            if *number == UNKNOWN {
                let index = some.block * BLOCK + usize::from(*row);
                let row = Place { index, ..some.place };
                *number = self.look_up(*place, &row, terms, of, make);
            }
        }
        self.places = places;
    }

    #[inline(never)]
    fn look_up(
        &mut self,
        at: usize,
        place: &Place<'_>,
        terms: &Terms,
        of: Of,
        make: &mut dyn FnMut(&Place<'_>) -> (bool, Vec<LadderId>),
    ) -> u32 {
        let codes = FIELDS.map(|it| terms.code(of, it, place));
        let number = match self.found.find(&(place.part.number, codes)) {
            Some(number) => number + 1,
            None if self.all.len() >= MOST_KINDS => 0,
            None => {
                let (fits, candidates) = make(place);
                let [service, account, channel, currency, _] = codes;
                let currency = if currency == 0 { self.default_currency } else { currency };
                let groups = [channel, account, service];
                let last = (NO_PRICE, 0);
                self.all.push(Kind { fits, candidates, groups, currency, last });
                self.found.number((place.part.number, codes)) + 1
            }
        };
        let number = u32::try_from(number).unwrap_or(0);
        if let Some(known) = self.known.get_mut(at) {
            *known = number;
        }
        number
    }

    /// Makes room for the combinations of the texts of a segment's table, or if those are too many of
    /// the segment's own.
    #[inline(never)]
    fn begin(&mut self, some: &Rows<'_>) {
        self.segment = Some(some.segment);
        let part = some.place.part;
        let of_table = |field: &TextField| part.table.dictionary(*field).map_or(1, Dictionary::len);
        let n = FIELDS.iter().map(of_table).fold(1, usize::saturating_mul);
        let (before, holds) = (self.part, n <= MOST_KINDS);
        self.part = Some(part.number).filter(|_| holds);
        self.steps.clear();
        let mut stride = 1usize;
        for field in FIELDS {
            let codes = some.place.codes.get(field.index()).map_or(&[][..], Vec::as_slice);
            if codes.len() > 1 {
                let wide = |it: u32| usize::try_from(it).unwrap_or(0);
                let place = |(own, code): (u32, &u32)| wide(if holds { *code } else { own });
                let places = (0..).zip(codes).map(place);
                self.steps
                    .push((field.index(), places.map(|it| it.wrapping_mul(stride)).collect()));
            }
            stride =
                stride.saturating_mul(if holds { of_table(&field) } else { codes.len().max(1) });
        }
        if self.part.is_none() || self.part != before {
            self.known.clear();
            self.known.resize(if stride <= MOST_KINDS { stride } else { 0 }, UNKNOWN);
        }
    }

    /// The class of rows of a kind at a price, from 1; 0 where they have no briefs, or nothing can agree
    /// at that price.
    pub(super) fn class_of(&mut self, number: u32, price: i64) -> u16 {
        let Some(kind) = self.get(number) else { return 0 };
        if kind.last.0 == price { kind.last.1 } else { self.class_anew(number, price) }
    }

    #[inline(never)]
    fn class_anew(&mut self, number: u32, price: i64) -> u16 {
        let known = self.classed.get(&(number, price)).copied();
        let class = match known {
            Some(class) => class,
            None if self.prices.binary_search(&price).is_err() => 0,
            None => {
                let next = u16::try_from(self.classes.len() + 1).unwrap_or(0);
                if next != 0 {
                    self.classes.push(Class { kind: number, price });
                    self.classed.insert((number, price), next);
                }
                next
            }
        };
        let index = usize::try_from(number).ok().and_then(|it| it.checked_sub(1));
        if let Some(kind) = index.and_then(|it| self.all.get_mut(it)) {
            kind.last = (price, class);
        }
        class
    }

    /// A kind by its number, if rows of it can have briefs.
    pub(super) fn get(&self, number: u32) -> Option<&Kind> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.all.get(index).filter(|it| it.fits)
    }

    /// The price of a class; none of 0.
    pub(super) fn price(&self, class: u16) -> Option<i64> {
        self.classes.get(usize::from(class).wrapping_sub(1)).map(|it| it.price)
    }

    /// The kind of a class; none of 0.
    pub(super) fn kind(&self, class: u16) -> Option<&Kind> {
        self.get(self.classes.get(usize::from(class).wrapping_sub(1))?.kind)
    }
}
