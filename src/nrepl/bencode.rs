//! Bencode: integers, byte strings, lists and dictionaries, as nREPL sends them.
//!
//! The decoder takes bytes as they come, cut anywhere, and gives a message when one is complete. It trusts nothing:
//! lengths are checked before anything is kept, and depth, size and number of parts are limited. It reads no stream.

use std::collections::BTreeMap;
use std::fmt;

/// A dictionary: keys are sorted, as the format wants them.
pub type Dict = BTreeMap<String, Bencode>;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bencode {
    Int(i64),
    Bytes(Vec<u8>),
    List(Vec<Bencode>),
    Dict(Dict),
}

impl From<&str> for Bencode {
    fn from(text: &str) -> Bencode {
        Bencode::Bytes(text.as_bytes().to_vec())
    }
}

impl From<String> for Bencode {
    fn from(text: String) -> Bencode {
        Bencode::Bytes(text.into_bytes())
    }
}

impl From<i64> for Bencode {
    fn from(n: i64) -> Bencode {
        Bencode::Int(n)
    }
}

impl<T: Into<Bencode>> From<Vec<T>> for Bencode {
    fn from(items: Vec<T>) -> Bencode {
        Bencode::List(items.into_iter().map(Into::into).collect())
    }
}

impl From<Dict> for Bencode {
    fn from(dict: Dict) -> Bencode {
        Bencode::Dict(dict)
    }
}

impl Bencode {
    /// The text of a byte string.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Bencode::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// The number of an integer, or of the text of one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Bencode::Int(n) => Some(*n),
            _ => self.as_text()?.parse().ok(),
        }
    }

    /// Booleans arrive as any value; false as an empty list, as nil does, or as text.
    pub fn is_true(&self) -> bool {
        match self {
            Bencode::List(items) => !items.is_empty(),
            Bencode::Bytes(text) => !matches!(&**text, b"" | b"false" | b"nil"),
            Bencode::Int(_) | Bencode::Dict(_) => true,
        }
    }
}

/// Writes a value.
pub fn encode(value: &Bencode, out: &mut Vec<u8>) {
    match value {
        Bencode::Int(n) => out.extend_from_slice(format!("i{n}e").as_bytes()),
        Bencode::Bytes(bytes) => encode_bytes(bytes, out),
        Bencode::List(items) => {
            out.push(b'l');
            items.iter().for_each(|item| encode(item, out));
            out.push(b'e');
        }
        Bencode::Dict(dict) => encode_dict(dict, out),
    }
}

/// Writes a dictionary.
pub fn encode_dict(dict: &Dict, out: &mut Vec<u8>) {
    out.push(b'd');
    for (key, value) in dict {
        encode_bytes(key.as_bytes(), out);
        encode(value, out);
    }
    out.push(b'e');
}

fn encode_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{}:", bytes.len()).as_bytes());
    out.extend_from_slice(bytes);
}

/// Why bytes are no message. What follows them cannot be understood either.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecodeError {
    /// A byte that begins or ends nothing here.
    UnexpectedByte(u8),
    BadInteger,
    BadLength,
    /// The message or one of its strings is larger than the limit.
    TooLarge,
    TooDeep,
    TooManyParts,
    /// A dictionary's key is no text.
    BadKey,
    /// A dictionary ends after a key.
    NoValue,
    /// The message is no dictionary.
    NotADict,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeError::UnexpectedByte(byte) => write!(f, "byte {byte:#04x} begins no bencode value"),
            DecodeError::BadInteger => write!(f, "an integer is not a decimal number of 64 bits"),
            DecodeError::BadLength => write!(f, "a string's length is not a decimal number"),
            DecodeError::TooLarge => write!(f, "the message is larger than {MAX_MESSAGE} bytes"),
            DecodeError::TooDeep => write!(f, "the message nests deeper than {MAX_DEPTH} levels"),
            DecodeError::TooManyParts => write!(f, "the message has more than {MAX_PARTS} parts"),
            DecodeError::BadKey => write!(f, "a dictionary's key is not text in UTF-8"),
            DecodeError::NoValue => write!(f, "a dictionary's last key has no value"),
            DecodeError::NotADict => write!(f, "a message must be a dictionary"),
        }
    }
}

/// The largest message, in bytes.
pub const MAX_MESSAGE: usize = 64 << 20;
/// How deep lists and dictionaries may nest.
pub const MAX_DEPTH: usize = 64;
/// How many values a message may have: each takes much more memory than bytes on the wire.
pub const MAX_PARTS: usize = 1_000_000;

/// The longest text of a 64-bit integer.
const INTEGER_DIGITS: usize = 20;
/// The most digits of a length within the limit.
const LENGTH_DIGITS: usize = 9;

/// A list or dictionary that has not ended.
enum Partial {
    List(Vec<Bencode>),
    Dict { entries: Dict, key: Option<String> },
}

/// Takes bytes and gives messages.
///
/// Invariant: `buffer[at..]` are the bytes that were not understood yet, and `open` what the bytes of the present
/// message before them have begun; so no byte is looked at twice but those of one unfinished token.
#[derive(Default)]
pub struct Decoder {
    buffer: Vec<u8>,
    at: usize,
    open: Vec<Partial>,
    /// Bytes and values of the present message so far.
    size: usize,
    parts: usize,
}

impl Decoder {
    /// Adds bytes that have arrived.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.at);
        self.at = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next message that has arrived as a whole. After an error the decoder is of no more use.
    pub fn next_message(&mut self) -> Result<Option<Dict>, DecodeError> {
        while let Some(&byte) = self.buffer.get(self.at) {
            let value = match byte {
                b'i' => {
                    let Some(end) = self.find(b'e', INTEGER_DIGITS + 1).ok_or(DecodeError::BadInteger)? else {
                        return Ok(None);
                    };
                    let digits = std::str::from_utf8(&self.buffer[self.at + 1..end]).unwrap_or("");
                    let number = digits.parse().map_err(|_| DecodeError::BadInteger)?;
                    self.advance(end + 1)?;
                    Bencode::Int(number)
                }
                b'0'..=b'9' => {
                    let Some(colon) = self.find(b':', LENGTH_DIGITS).ok_or(DecodeError::BadLength)? else {
                        return Ok(None);
                    };
                    let digits = std::str::from_utf8(&self.buffer[self.at..colon]).unwrap_or("");
                    if !digits.bytes().all(|b| b.is_ascii_digit()) {
                        return Err(DecodeError::BadLength);
                    }
                    let length: usize = digits.parse().map_err(|_| DecodeError::BadLength)?;
                    if self.size + length > MAX_MESSAGE {
                        return Err(DecodeError::TooLarge);
                    }
                    let start = colon + 1;
                    if self.buffer.len() - start < length {
                        return Ok(None);
                    }
                    let bytes = self.buffer[start..start + length].to_vec();
                    self.advance(start + length)?;
                    Bencode::Bytes(bytes)
                }
                b'l' | b'd' => {
                    if self.open.len() >= MAX_DEPTH {
                        return Err(DecodeError::TooDeep);
                    }
                    if byte == b'l' && self.open.is_empty() {
                        return Err(DecodeError::NotADict);
                    }
                    self.advance(self.at + 1)?;
                    self.open.push(match byte {
                        b'l' => Partial::List(Vec::new()),
                        _ => Partial::Dict { entries: Dict::new(), key: None },
                    });
                    continue;
                }
                b'e' => {
                    self.advance(self.at + 1)?;
                    match self.open.pop() {
                        Some(Partial::List(items)) => Bencode::List(items),
                        Some(Partial::Dict { entries, key: None }) => Bencode::Dict(entries),
                        Some(Partial::Dict { .. }) => return Err(DecodeError::NoValue),
                        None => return Err(DecodeError::UnexpectedByte(byte)),
                    }
                }
                _ => return Err(DecodeError::UnexpectedByte(byte)),
            };
            if let Some(message) = self.add(value)? {
                self.size = 0;
                self.parts = 0;
                return Ok(Some(message));
            }
        }
        Ok(None)
    }

    /// Where the byte is that ends a token which begins here: `Some(None)` if it has not come yet, `None` if the token
    /// is too long to be one.
    fn find(&self, end: u8, most: usize) -> Option<Option<usize>> {
        let rest = &self.buffer[self.at..];
        match rest.iter().take(most + 1).position(|&b| b == end) {
            Some(i) => Some(Some(self.at + i)),
            None if rest.len() <= most => Some(None),
            None => None,
        }
    }

    /// The bytes before `to` are understood.
    fn advance(&mut self, to: usize) -> Result<(), DecodeError> {
        self.size += to - self.at;
        self.at = to;
        if self.size > MAX_MESSAGE { Err(DecodeError::TooLarge) } else { Ok(()) }
    }

    /// Puts a value where it belongs; the message if that is complete.
    fn add(&mut self, value: Bencode) -> Result<Option<Dict>, DecodeError> {
        self.parts += 1;
        if self.parts > MAX_PARTS {
            return Err(DecodeError::TooManyParts);
        }
        match (self.open.last_mut(), value) {
            (None, Bencode::Dict(message)) => return Ok(Some(message)),
            (None, _) => return Err(DecodeError::NotADict),
            (Some(Partial::List(items)), value) => items.push(value),
            (Some(Partial::Dict { entries, key }), value) => match key.take() {
                Some(key) => {
                    entries.insert(key, value);
                }
                None => match value {
                    Bencode::Bytes(bytes) => *key = Some(String::from_utf8(bytes).map_err(|_| DecodeError::BadKey)?),
                    _ => return Err(DecodeError::BadKey),
                },
            },
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> Result<Option<Dict>, DecodeError> {
        let mut decoder = Decoder::default();
        decoder.feed(bytes);
        decoder.next_message()
    }

    const MESSAGE: &[u8] = "d4:code8:(+ 1 é)1:ii-42e1:ll1:ai0elee2:mmd1:kleee".as_bytes();

    #[test]
    fn messages_survive_encoding_and_every_cut() {
        let whole = decode(MESSAGE).expect("good").expect("complete");
        let mut again = Vec::new();
        encode_dict(&whole, &mut again);
        assert_eq!(again, MESSAGE);
        for cut in 0..MESSAGE.len() {
            let mut decoder = Decoder::default();
            decoder.feed(&MESSAGE[..cut]);
            assert_eq!(decoder.next_message(), Ok(None), "cut at {cut}");
            decoder.feed(&[&MESSAGE[cut..], MESSAGE].concat());
            assert_eq!(decoder.next_message(), Ok(Some(whole.clone())), "cut at {cut}");
            assert_eq!(decoder.next_message(), Ok(Some(whole.clone())), "after a cut at {cut}");
            assert_eq!(decoder.next_message(), Ok(None));
        }
    }

    #[test]
    fn what_is_no_message_is_refused_before_it_costs_anything() {
        assert_eq!(decode(b"le"), Err(DecodeError::NotADict));
        assert_eq!(decode(b"i1e"), Err(DecodeError::NotADict));
        assert_eq!(decode(b"x"), Err(DecodeError::UnexpectedByte(b'x')));
        assert_eq!(decode(b"e"), Err(DecodeError::UnexpectedByte(b'e')));
        assert_eq!(decode(b"d1:ai1.5ee"), Err(DecodeError::BadInteger));
        assert_eq!(decode(b"d1:aie"), Err(DecodeError::BadInteger));
        assert_eq!(decode(b"d1:ai99999999999999999999e"), Err(DecodeError::BadInteger));
        assert_eq!(decode(b"d1:ai123456789012345678901234"), Err(DecodeError::BadInteger));
        assert_eq!(decode(b"d99999999999:"), Err(DecodeError::BadLength));
        assert_eq!(decode(b"d1x:a"), Err(DecodeError::BadLength));
        assert_eq!(decode(b"d999999999:"), Err(DecodeError::TooLarge));
        assert_eq!(decode(b"d1:ae"), Err(DecodeError::NoValue));
        assert_eq!(decode(b"di1ei2ee"), Err(DecodeError::BadKey));
        assert_eq!(decode(b"d1:\xffi2ee"), Err(DecodeError::BadKey));
        assert_eq!(decode(&[b"d1:a".as_slice(), &b"l".repeat(70)].concat()), Err(DecodeError::TooDeep));
        assert_eq!(decode(&[b"d1:al".as_slice(), &b"le".repeat(1_000_001)].concat()), Err(DecodeError::TooManyParts));
    }
}
