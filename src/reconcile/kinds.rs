//! Kinds of rows: what rows have in common that are told apart by nothing but times and numbers.
//!
//! What depends on texts only, such as the rates that may hold, is worked out once for a kind and
//! not for each row.

use crate::dataset::TextField;
use crate::rating::LadderId;
use crate::reconcile::terms::Of;
use crate::reconcile::{Place, Terms};
use rustc_hash::FxHashMap;

/// Rows of further kinds go the long way, so that little is held however many accounts there are.
const MOST_KINDS: usize = 1 << 16;

/// Not yet looked up.
const UNKNOWN: u32 = u32::MAX;

/// The texts that make a kind.
const FIELDS: [TextField; 5] = [
    TextField::Service,
    TextField::Account,
    TextField::Channel,
    TextField::Currency,
    TextField::Unit,
];

/// Some rows of a segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    /// The segment's number on its side.
    pub(super) segment: usize,
    /// Where it is held.
    pub(super) place: Place<'a>,
    /// Their positions in it.
    pub(super) rows: &'a [usize],
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
}

/// The kinds of one side.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    all: Vec<Kind>,
    /// By part and the numbers of the texts.
    found: FxHashMap<(usize, [u32; FIELDS.len()]), u32>,
    /// The segment that the rest is of.
    segment: Option<usize>,
    /// Its columns of texts that have any, and by how much a code of each counts in `known`.
    strides: Vec<(usize, usize)>,
    /// The number of each combination of its texts, or [`UNKNOWN`]; empty where there are too many.
    known: Vec<u32>,
    /// Scratch: where rows' codes stand in `known`.
    places: Vec<usize>,
    /// What a blank currency stands for.
    default_currency: u32,
}

impl Kinds {
    /// `default_currency` is what a blank one stands for.
    pub(super) fn new(default_currency: u32) -> Self {
        Self { default_currency, ..Self::default() }
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
        for (column, stride) in &self.strides {
            let Some(codes) = some.place.segment.codes.get(*column) else { continue };
            for (place, row) in places.iter_mut().zip(some.rows) {
                let own = codes.get(*row).and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
                *place += own.saturating_mul(*stride);
            }
        }
        to.clear();
        for (place, row) in places.iter().zip(some.rows) {
            to.push(match self.known.get(*place) {
                Some(number) if *number != UNKNOWN => *number,
                _ => self.look_up(*place, &Place { index: *row, ..some.place }, terms, of, make),
            });
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
        let next = u32::try_from(self.all.len() + 1).unwrap_or(0);
        let number = match self.found.get(&(place.part.number, codes)) {
            Some(number) => *number,
            None if self.all.len() >= MOST_KINDS => 0,
            None => {
                let (fits, candidates) = make(place);
                let [service, account, channel, currency, _] = codes;
                let currency = if currency == 0 { self.default_currency } else { currency };
                let groups = [channel, account, service];
                self.all.push(Kind { fits, candidates, groups, currency });
                self.found.insert((place.part.number, codes), next);
                next
            }
        };
        if let Some(known) = self.known.get_mut(at) {
            *known = number;
        }
        number
    }

    /// Makes room for the combinations of a segment's texts, if they are not too many.
    fn begin(&mut self, some: &Rows<'_>) {
        self.segment = Some(some.segment);
        self.strides.clear();
        self.known.clear();
        let mut n = 1usize;
        for column in FIELDS.map(TextField::index) {
            let n_codes = some.place.codes.get(column).map_or(1, Vec::len);
            if n_codes > 1 {
                self.strides.push((column, n));
                n = n.saturating_mul(n_codes);
            }
        }
        if n <= MOST_KINDS {
            self.known.resize(n, UNKNOWN);
        }
    }

    /// A kind by its number, if rows of it can have briefs.
    pub(super) fn get(&self, number: u32) -> Option<&Kind> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.all.get(index).filter(|it| it.fits)
    }
}
