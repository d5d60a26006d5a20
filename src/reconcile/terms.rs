//! Accounts, services, channels and currencies over all tables, under one numbering.

use crate::dataset::{Dictionary, TextField};
use crate::domain::SameName;
use crate::domain::letters::small;
use crate::domain::policy::Dimension;
use crate::reconcile::{Books, Part, Place, Side};
use std::collections::HashMap;

/// The fields that are compared across tables.
const FIELDS: [TextField; 5] = [
    TextField::Account,
    TextField::Service,
    TextField::Channel,
    TextField::Currency,
    TextField::Unit,
];

/// What a line may name of the usage it is for.
pub const NAMED: [(Dimension, TextField); 3] = [
    (Dimension::Account, TextField::Account),
    (Dimension::Service, TextField::Service),
    (Dimension::Channel, TextField::Channel),
];

/// Values of one field.
#[derive(Debug, Default)]
struct Vocabulary {
    values: Vec<String>,
    by_fold: HashMap<Box<[u8]>, u32>,
    /// What names on the bill stand for; the last of those of one name holds.
    taken_for: Vec<(String, u32)>,
    usage: Vec<Vec<u32>>,
    billed: Vec<Vec<u32>>,
    /// What services and accounts of the bill ([`SAYING`]) say of this field, where a line leaves it blank.
    by_name: [Vec<Vec<u32>>; 2],
}

/// Names of the bill that may say something else than what their column is called.
const SAYING: [TextField; 2] = [TextField::Service, TextField::Account];

/// One numbering for each compared field; 0 is the empty text. Values that differ only in case or
/// surrounding blanks are one value.
///
/// Bills of sums mostly have one name a line, in a column that is called a service or a description. One that
/// no usage has as its service may be a channel or an account of it: then the line says that. So may what a
/// bill calls an account be a channel (the customers of an account).
#[derive(Debug, Default)]
pub struct Terms {
    fields: Vec<Vocabulary>,
}

/// Which side a row is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Usage.
    Usage,
    /// The bill.
    Billed,
}

impl Terms {
    /// Numbers what the books hold. Names on the bill have the number of what they stand for; 0 where
    /// that is anything.
    pub fn of(books: &Books<'_>, names: &[SameName]) -> Self {
        let fields = FIELDS.iter().map(|it| Vocabulary::of(books, names, *it)).collect();
        let mut terms = Self { fields };
        for (number, part) in books.billed.parts().iter().enumerate() {
            terms.look_at(number, part, 0, &[TextField::Channel, TextField::Account]);
            terms.look_at(number, part, 1, &[TextField::Channel]);
        }
        terms
    }

    /// Takes names of a part of the bill for what usage has under them in other fields.
    #[inline(never)]
    fn look_at(&mut self, number: usize, part: &Part<'_>, saying: usize, others: &[TextField]) {
        let Some(field) = SAYING.get(saying).copied() else { return };
        let own_names = self.of_usage(field);
        let others: Vec<_> = others.iter().map(|it| (*it, self.of_usage(*it))).collect();
        let has = |all: &[bool], code: u32| {
            usize::try_from(code).ok().and_then(|it| all.get(it)).copied().unwrap_or(false)
        };
        for (own, name) in part.table.dictionary(field).into_iter().flat_map(Dictionary::iter) {
            let is_known =
                self.find_billed(field, name).is_none_or(|it| it == 0 || has(&own_names, it));
            let meant = others.iter().find_map(|(field, known)| {
                let code = self.find_billed(*field, name)?;
                has(known, code).then_some((*field, code))
            });
            if let (false, Some((other, code))) = (is_known, meant) {
                self.put(field, None, number, own, 0);
                self.put(other, Some(saying), number, own, code);
            }
        }
    }

    /// Puts down what a name of a part of the bill says of a field: its own, or another one.
    fn put(
        &mut self,
        field: TextField,
        saying: Option<usize>,
        number: usize,
        name: u32,
        code: u32,
    ) {
        let place = FIELDS.iter().position(|it| *it == field);
        let Some(vocabulary) = place.and_then(|it| self.fields.get_mut(it)) else { return };
        let to = match saying.and_then(|it| vocabulary.by_name.get_mut(it)) {
            Some(by_name) => by_name,
            None => &mut vocabulary.billed,
        };
        to.resize_with(to.len().max(number + 1), Vec::new);
        let at = usize::try_from(name).unwrap_or(0);
        if let Some(codes) = to.get_mut(number) {
            codes.resize(codes.len().max(at + 1), 0);
            if let Some(to) = codes.get_mut(at) {
                *to = code;
            }
        }
    }

    /// Numbers a text that no row has, such as the currency of a rate.
    pub fn learn(&mut self, field: TextField, value: &str) -> u32 {
        let vocabulary =
            FIELDS.iter().position(|it| *it == field).and_then(|it| self.fields.get_mut(it));
        vocabulary.map_or(0, |it| it.code(value))
    }

    /// The number of a row's text.
    pub fn code(&self, of: Of, field: TextField, place: &Place<'_>) -> u32 {
        let Some(vocabulary) = self.vocabulary(field) else { return 0 };
        let own = place.code(field);
        let code = |side: &[Vec<u32>], own: u32| {
            let own = usize::try_from(own).ok();
            own.and_then(|it| side.get(place.part.number)?.get(it)).copied().unwrap_or(0)
        };
        match of {
            Of::Usage => code(&vocabulary.usage, own),
            Of::Billed if own == 0 => {
                let said = SAYING.iter().zip(&vocabulary.by_name).filter(|it| !it.1.is_empty());
                let mut said = said.map(|(field, side)| code(side, place.code(*field)));
                said.find(|it| *it != 0).unwrap_or(0)
            }
            Of::Billed => code(&vocabulary.billed, own),
        }
    }

    /// The text of a number, as it was first written.
    pub fn value(&self, field: TextField, code: u32) -> &str {
        let values = self.vocabulary(field).map_or(&[][..], |it| &it.values);
        usize::try_from(code).ok().and_then(|it| values.get(it)).map_or("", |it| it)
    }

    /// The number of a text, if any row has it.
    pub fn find(&self, field: TextField, value: &str) -> Option<u32> {
        self.vocabulary(field)?.by_fold.get(folded(value).as_bytes()).copied()
    }

    /// The number that a text has on the bill: that of what it stands for, else its own.
    pub fn find_billed(&self, field: TextField, value: &str) -> Option<u32> {
        let taken_for = taken_for(&self.vocabulary(field)?.taken_for, value);
        taken_for.or_else(|| self.find(field, value))
    }

    /// For each number of a field whether usage has it.
    #[inline(never)]
    pub fn of_usage(&self, field: TextField) -> Vec<bool> {
        let mut has = vec![false; self.len(field)];
        for code in self.vocabulary(field).into_iter().flat_map(|it| it.usage.iter().flatten()) {
            if let Some(it) = usize::try_from(*code).ok().and_then(|it| has.get_mut(it)) {
                *it = *code != 0;
            }
        }
        has
    }

    /// How many numbers a field has.
    pub fn len(&self, field: TextField) -> usize {
        self.vocabulary(field).map_or(0, |it| it.values.len())
    }

    /// Whether usage has any value in a field.
    pub fn usage_has(&self, field: TextField) -> bool {
        let has = |codes: &Vec<u32>| codes.iter().any(|it| *it != 0);
        self.vocabulary(field).is_some_and(|it| it.usage.iter().any(has))
    }

    fn vocabulary(&self, field: TextField) -> Option<&Vocabulary> {
        FIELDS.iter().position(|it| *it == field).and_then(|it| self.fields.get(it))
    }
}

/// What a name on the bill stands for.
fn taken_for(names: &[(String, u32)], value: &str) -> Option<u32> {
    let fold = folded(value);
    names.iter().rev().find(|it| it.0 == fold).map(|it| it.1)
}

fn folded(value: &str) -> String {
    small(value.trim())
}

impl Vocabulary {
    #[inline(never)]
    fn of(books: &Books<'_>, names: &[SameName], field: TextField) -> Self {
        let mut vocabulary = Self { values: vec![String::new()], ..Self::default() };
        vocabulary.usage = vocabulary.side(&books.usage, field);
        for it in names.iter().filter(|it| NAMED.contains(&(it.of, field))) {
            let code = vocabulary.code(&it.usage);
            vocabulary.taken_for.push((folded(&it.billed), code));
        }
        vocabulary.billed = vocabulary.side(&books.billed, field);
        if !vocabulary.taken_for.is_empty() {
            vocabulary.take_for(books, field);
        }
        vocabulary
    }

    /// Gives names on the bill the numbers of what they stand for.
    fn take_for(&mut self, books: &Books<'_>, field: TextField) {
        for (part, codes) in books.billed.parts().iter().zip(&mut self.billed) {
            let own = part.table.dictionary(field).into_iter().flat_map(Dictionary::iter);
            for ((_, value), code) in own.zip(codes.iter_mut().skip(1)) {
                if let Some(other) = taken_for(&self.taken_for, value) {
                    *code = other;
                }
            }
        }
    }

    fn side(&mut self, side: &Side<'_>, field: TextField) -> Vec<Vec<u32>> {
        side.parts().iter().map(|part| self.part(part, field)).collect()
    }

    fn part(&mut self, part: &Part<'_>, field: TextField) -> Vec<u32> {
        let own = part.table.dictionary(field).into_iter().flat_map(Dictionary::iter);
        let codes = own.map(|(_, value)| self.code(value)).collect::<Vec<u32>>();
        std::iter::once(0).chain(codes).collect()
    }

    fn code(&mut self, value: &str) -> u32 {
        let fold = folded(value);
        if fold.is_empty() {
            return 0;
        }
        if let Some(code) = self.by_fold.get(fold.as_bytes()) {
            return *code;
        }
        let code = u32::try_from(self.values.len()).unwrap_or(0);
        self.values.push(value.trim().to_owned());
        self.by_fold.insert(fold.into_bytes().into(), code);
        code
    }
}
