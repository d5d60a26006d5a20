//! A look into a JSON reply: its leaves in order, and whether it is JSON to its end.
//!
//! Nothing of the reply is kept. The files' readers use `serde_json`; here, in the page, a reply is
//! looked at only for what steers the calls, and the library would cost more than all of this room.

/// Something in a reply, with the names that lead to it joined by dots (lists add none).
#[derive(Debug, PartialEq, Eq)]
pub enum Leaf<'a> {
    /// A list, before its entries.
    List,
    /// An object that is an entry of a list.
    Entry,
    /// A string.
    Text(&'a str),
    /// A number, `true`, `false` or `null`, as written.
    Word(&'a str),
}

impl<'a> Leaf<'a> {
    /// A string's or a word's characters.
    pub fn value(&self) -> &'a str {
        match self {
            Self::List | Self::Entry => "",
            Self::Text(text) | Self::Word(text) => text,
        }
    }
}

/// Where a text stops being JSON: the byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken(pub usize);

const DEEPEST: u32 = 64;

/// Walks through one JSON document.
///
/// # Errors
/// Where it is broken, cut off, or followed by something else.
pub fn walk(text: &str, each: &mut dyn FnMut(&str, Leaf<'_>)) -> Result<(), Broken> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut walker = Walker { text, at: 0, path: String::new(), each };
    walker.blanks();
    walker.value(false, DEEPEST)?;
    walker.blanks();
    if walker.at == text.len() { Ok(()) } else { Err(Broken(walker.at)) }
}

/// The first leaf whose last name is this, ignoring case.
pub fn find(text: &str, names: &[&str]) -> Option<String> {
    let mut found = None;
    let _ = walk(text, &mut |path, leaf| {
        let last = path.rsplit('.').next().unwrap_or_default();
        let value = leaf.value();
        if found.is_none()
            && !value.is_empty()
            && value != "null"
            && names.iter().any(|it| it.eq_ignore_ascii_case(last))
        {
            found = Some(value.to_owned());
        }
    });
    found
}

struct Walker<'a, 'e> {
    text: &'a str,
    at: usize,
    path: String,
    each: &'e mut dyn FnMut(&str, Leaf<'_>),
}

impl Walker<'_, '_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Result<(), Broken> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(Broken(self.at))
        }
    }

    fn value(&mut self, in_list: bool, depth: u32) -> Result<(), Broken> {
        let depth = depth.checked_sub(1).ok_or(Broken(self.at))?;
        match self.peek() {
            Some(b'{') => {
                if in_list {
                    (self.each)(&self.path, Leaf::Entry);
                }
                self.object(depth)
            }
            Some(b'[') => {
                (self.each)(&self.path, Leaf::List);
                self.list(depth)
            }
            Some(b'"') => {
                let text = self.string()?;
                (self.each)(&self.path, Leaf::Text(&text));
                Ok(())
            }
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: u32) -> Result<(), Broken> {
        self.take(b'{')?;
        self.blanks();
        if self.peek() == Some(b'}') {
            return self.take(b'}');
        }
        loop {
            self.blanks();
            let name = self.string()?;
            self.blanks();
            self.take(b':')?;
            self.blanks();
            let before = self.path.len();
            if before > 0 {
                self.path.push('.');
            }
            self.path.push_str(&name);
            self.value(false, depth)?;
            self.path.truncate(before);
            self.blanks();
            if self.peek() == Some(b'}') {
                return self.take(b'}');
            }
            self.take(b',')?;
        }
    }

    fn list(&mut self, depth: u32) -> Result<(), Broken> {
        self.take(b'[')?;
        self.blanks();
        if self.peek() == Some(b']') {
            return self.take(b']');
        }
        loop {
            self.blanks();
            self.value(true, depth)?;
            self.blanks();
            if self.peek() == Some(b']') {
                return self.take(b']');
            }
            self.take(b',')?;
        }
    }

    fn string(&mut self) -> Result<String, Broken> {
        self.take(b'"')?;
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let plain = rest.find(['"', '\\']).ok_or(Broken(self.text.len()))?;
            let piece = rest.get(..plain).unwrap_or_default();
            if piece.bytes().any(|it| it < b' ') {
                return Err(Broken(self.at));
            }
            text.push_str(piece);
            self.at += plain;
            if self.peek() == Some(b'"') {
                self.at += 1;
                return Ok(text);
            }
            self.at += 1;
            text.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Result<char, Broken> {
        let letter = match self.peek().ok_or(Broken(self.at))? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            same @ (b'"' | b'\\' | b'/') => char::from(same),
            b'u' => return self.unicode(),
            _ => return Err(Broken(self.at)),
        };
        self.at += 1;
        Ok(letter)
    }

    fn unicode(&mut self) -> Result<char, Broken> {
        let unit = self.unit()?;
        if (0xd800..0xdc00).contains(&unit)
            && self.text.get(self.at..).is_some_and(|it| it.starts_with("\\u"))
        {
            self.at += 1;
            let low = self.unit()?;
            let high = unit - 0xd800;
            let joined = low.checked_sub(0xdc00).map(|low| 0x1_0000 + (high << 10) + low);
            return Ok(joined.and_then(char::from_u32).unwrap_or('\u{fffd}'));
        }
        Ok(char::from_u32(unit).unwrap_or('\u{fffd}'))
    }

    /// `uXXXX`.
    fn unit(&mut self) -> Result<u32, Broken> {
        self.take(b'u')?;
        let digits = self.text.get(self.at..self.at + 4).ok_or(Broken(self.at))?;
        let unit = u32::from_str_radix(digits, 16).map_err(|_| Broken(self.at))?;
        self.at += 4;
        Ok(unit)
    }

    fn word(&mut self) -> Result<(), Broken> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest
            .find(|it: char| !(it.is_ascii_alphanumeric() || matches!(it, '-' | '+' | '.')))
            .unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let is_number = word.starts_with(|it: char| it == '-' || it.is_ascii_digit())
            && word.bytes().all(|it| it.is_ascii_digit() || b"+-.eE".contains(&it))
            && word.ends_with(|it: char| it.is_ascii_digit());
        if !is_number && !matches!(word, "true" | "false" | "null") {
            return Err(Broken(self.at));
        }
        (self.each)(&self.path, Leaf::Word(word));
        self.at += end;
        Ok(())
    }
}
