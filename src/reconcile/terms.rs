//! Accounts, services, channels and currencies over all tables, under one numbering.

use crate::dataset::TextField;
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

/// Values of one field.
#[derive(Debug, Default)]
struct Vocabulary {
    values: Vec<String>,
    by_fold: HashMap<String, u32>,
    usage: Vec<Vec<u32>>,
    billed: Vec<Vec<u32>>,
}

/// One numbering for each compared field; 0 is the empty text. Values that differ only in case or
/// surrounding blanks are one value.
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
    /// Numbers what the books hold.
    pub fn of(books: &Books<'_>) -> Self {
        let fields = FIELDS.iter().map(|field| {
            let mut vocabulary =
                Vocabulary { values: vec![String::new()], ..Vocabulary::default() };
            vocabulary.usage = vocabulary.side(&books.usage, *field);
            vocabulary.billed = vocabulary.side(&books.billed, *field);
            vocabulary
        });
        Self { fields: fields.collect() }
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
        let side = if of == Of::Usage { &vocabulary.usage } else { &vocabulary.billed };
        let own = usize::try_from(place.code(field)).unwrap_or(0);
        side.get(place.part.number).and_then(|it| it.get(own)).copied().unwrap_or(0)
    }

    /// The text of a number, as it was first written.
    pub fn value(&self, field: TextField, code: u32) -> &str {
        let values = self.vocabulary(field).map_or(&[][..], |it| &it.values);
        usize::try_from(code).ok().and_then(|it| values.get(it)).map_or("", |it| it)
    }

    /// The number of a text, if any row has it.
    pub fn find(&self, field: TextField, value: &str) -> Option<u32> {
        self.vocabulary(field)?.by_fold.get(&value.trim().to_lowercase()).copied()
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

impl Vocabulary {
    fn side(&mut self, side: &Side<'_>, field: TextField) -> Vec<Vec<u32>> {
        side.parts().iter().map(|part| self.part(part, field)).collect()
    }

    fn part(&mut self, part: &Part<'_>, field: TextField) -> Vec<u32> {
        let own =
            part.table.dictionary(field).into_iter().flat_map(crate::dataset::Dictionary::iter);
        let codes = own.map(|(_, value)| self.code(value)).collect::<Vec<u32>>();
        std::iter::once(0).chain(codes).collect()
    }

    fn code(&mut self, value: &str) -> u32 {
        let fold = value.trim().to_lowercase();
        if fold.is_empty() {
            return 0;
        }
        if let Some(code) = self.by_fold.get(&fold) {
            return *code;
        }
        let code = u32::try_from(self.values.len()).unwrap_or(0);
        self.values.push(value.trim().to_owned());
        self.by_fold.insert(fold, code);
        code
    }
}
