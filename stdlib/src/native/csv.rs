//! The native of `clojure.data.csv`: one record at a time.

use super::text_source::TextSource;
use runtime::coll::vector;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::{Thread, Value};

/// What ended a cell.
enum End {
    Separator,
    Line,
    File,
}

struct Parser<'a> {
    source: TextSource<'a>,
    separator: char,
    quote: char,
}

impl Parser<'_> {
    /// What a character after a cell means, if it may stand there.
    fn end(&mut self, t: &mut Thread, c: Option<char>) -> Result<Option<End>> {
        Ok(match c {
            None => Some(End::File),
            Some(c) if c == self.separator => Some(End::Separator),
            Some('\n') => Some(End::Line),
            Some('\r') => {
                match self.source.next(t)? {
                    Some('\n') | None => {}
                    Some(other) => self.source.put_back(other),
                }
                Some(End::Line)
            }
            Some(_) => None,
        })
    }

    fn cell(&mut self, t: &mut Thread) -> Result<(String, End)> {
        let mut cell = String::new();
        let first = self.source.next(t)?;
        if first == Some(self.quote) {
            return self.quoted(t, cell);
        }
        let mut next = first;
        loop {
            if let Some(end) = self.end(t, next)? {
                return Ok((cell, end));
            }
            cell.extend(next);
            next = self.source.next(t)?;
        }
    }

    fn quoted(&mut self, t: &mut Thread, mut cell: String) -> Result<(String, End)> {
        loop {
            let Some(c) = self.source.next(t)? else {
                return Err(Error::new(ExceptionKind::EOFException, "CSV error (unexpected end of file)"));
            };
            if c != self.quote {
                cell.push(c);
                continue;
            }
            match self.source.next(t)? {
                Some(c) if c == self.quote => cell.push(c),
                after => {
                    if let Some(end) = self.end(t, after)? {
                        return Ok((cell, end));
                    }
                    let message = format!("CSV error (unexpected character: {})", after.unwrap_or(' '));
                    return Err(Error::new(ExceptionKind::Exception, message));
                }
            }
        }
    }
}

fn char_arg(value: &Value) -> Result<char> {
    let unit = value.as_char().or_else(|| value.as_long().and_then(|n| u16::try_from(n).ok()));
    let c = unit.and_then(|unit| char::from_u32(u32::from(unit)));
    c.ok_or_else(|| Error::cannot_cast(value, "java.lang.Character"))
}

/// `(csv-record source separator quote)`: the cells of the next record of a reader, and after them whether a
/// line ended it (and not the file).
fn csv_record(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (separator, quote) = (char_arg(&args[1])?, char_arg(&args[2])?);
    let from = args[0].take();
    let mut parser = Parser { source: TextSource::new(&from)?, separator, quote };
    let mut cells = Vec::new();
    loop {
        let (cell, end) = parser.cell(t)?;
        cells.push(Value::str(&cell));
        let more = match end {
            End::Separator => continue,
            End::Line => true,
            End::File => false,
        };
        return Ok(vector::from_vec(vec![vector::from_vec(cells).into(), Value::bool(more)]).into());
    }
}

pub const NATIVES: &[NativeDef] = &[NativeDef::new("csv-record", 3, 3, csv_record)];
