//! Files to bundles and back, and what happens to files that are not well.

use super::{Bundle, FileError, MAGIC, read, read_for, write};
use crate::constant::{Constant, MAX_DEPTH};
use crate::decode::{DecodeError, decode_unit};
use crate::encode::encode_unit;
use crate::samples::{Random, everything};
use crate::verify::verify;
use crate::{LineEntry, Pc, Unit};

fn bundle() -> Bundle {
    let library = Unit { name: "my/lib.clj".into(), ..Unit::default() };
    Bundle {
        core_version: 77,
        main: Some("user".into()),
        units: vec![library, everything()],
        directory: b"directory".to_vec(),
    }
}

#[test]
fn bundles_round_trip() {
    let bundle = bundle();
    let bytes = write(&bundle);
    assert_eq!(read(&bytes), Ok(bundle.clone()));
    assert_eq!(read_for(&bytes, 77), Ok(bundle.clone()));
    assert_eq!(write(&bundle), bytes);
    assert_eq!(read(&write(&Bundle::default())), Ok(Bundle::default()));
}

#[test]
fn units_round_trip_even_when_they_make_no_sense() {
    let mut unit = everything();
    for entry in [(9, 5, 5), (3, u32::MAX, 0), (u32::MAX, 0, u32::MAX)] {
        let (pc, line, column) = entry;
        unit.functions[0].arities[0].lines.entries.push(LineEntry { pc: Pc(pc), line, column });
    }
    assert_eq!(decode_unit(&encode_unit(&unit)), Ok(unit));
}

#[test]
fn errors_are_told_apart() {
    let bytes = write(&bundle());
    let with = |index: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[index] = byte;
        read(&bytes)
    };
    assert_eq!(read(b""), Err(FileError::NotLisle));
    assert_eq!(read(b"(println 1)"), Err(FileError::NotLisle));
    assert_eq!(read(&MAGIC[..5]), Err(FileError::Truncated));
    assert!(matches!(with(11, 99), Err(FileError::OtherFormat { .. })));
    assert_eq!(with(12, 1), Err(FileError::Damaged("the header")));
    let last = bytes.len() - 1;
    assert_eq!(with(last, !bytes[last]), Err(FileError::Damaged("a section")));
    let before = last - b"directory".len();
    assert_eq!(with(before, !bytes[before]), Err(FileError::Damaged("a unit")));
    assert_eq!(read_for(&bytes, 78), Err(FileError::OtherCore { found: 77, expected: 78 }));
    let longer = [&bytes[..], b"x"].concat();
    assert_eq!(read(&longer), Err(FileError::Layout("there is data after the last section")));
    for len in MAGIC.len()..bytes.len() {
        let error = read(&bytes[..len]);
        assert!(matches!(error, Err(FileError::Truncated | FileError::Damaged(_))), "{len}: {error:?}");
    }
}

#[test]
fn errors_are_sentences() {
    let texts = [
        (FileError::NotLisle, "This is not a Lisle bytecode file."),
        (FileError::Damaged("a unit"), "The bytecode file is damaged: the checksum of a unit does not match."),
        (
            FileError::OtherFormat { found: 1, expected: 2 },
            "The bytecode file was written by another version of Lisle; recompile it with `lisle compile`.",
        ),
        (
            FileError::Content(DecodeError::TooDeep),
            "The bytecode file is damaged: a constant is nested more than 512 levels deep.",
        ),
    ];
    for (error, text) in texts {
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn constants_deeper_than_the_limit_are_refused() {
    let unit = |depth: usize| {
        let deep = (0..depth).fold(Constant::Nil, |inner, _| Constant::WithMeta {
            meta: Box::new(Constant::Nil),
            value: Box::new(inner),
        });
        Unit { constants: vec![deep], ..Unit::default() }
    };
    // A small stack: the limit must hold where the VM runs, not only on the main thread.
    let decode = std::thread::Builder::new().stack_size(1 << 20).spawn(move || {
        assert!(decode_unit(&encode_unit(&unit(MAX_DEPTH))).is_ok());
        assert_eq!(decode_unit(&encode_unit(&unit(MAX_DEPTH + 1))), Err(DecodeError::TooDeep));
        assert_eq!(decode_unit(&encode_unit(&unit(300_000))), Err(DecodeError::TooDeep));
    });
    assert!(decode.unwrap().join().is_ok());
}

#[test]
fn huge_lengths_do_not_allocate() {
    let huge = [0xff, 0xff, 0xff, 0xff, 0x7f];
    assert_eq!(decode_unit(&huge), Err(DecodeError::Truncated));
    assert_eq!(decode_unit(&[0xff; 12]), Err(DecodeError::NumberTooLarge));
}

#[test]
fn strings_stay_in_proportion() {
    // One long string, named by so many constants that their copies would fill gigabytes.
    let long: Box<[u8]> = vec![b'x'; 1 << 20].into();
    let names = vec![Constant::Str(long); 40];
    let mut bytes = encode_unit(&Unit { constants: names, ..Unit::default() });
    assert!(decode_unit(&bytes).is_ok());
    let many = Unit { constants: vec![Constant::Str(vec![b'x'; 1 << 10].into()); 100_000], ..Unit::default() };
    bytes = encode_unit(&many);
    assert_eq!(decode_unit(&bytes), Err(DecodeError::TooManyStrings));
}

/// Changed bytes in a file are noticed by a checksum; changed bytes in a unit give an error or a unit,
/// which the verifier then judges. Nothing panics.
#[test]
fn changed_bytes_are_judged_without_panic() {
    let file = write(&bundle());
    let unit = encode_unit(&everything());
    let mut random = Random(1);
    for _ in 0..3_000 {
        let mut bytes = file.clone();
        let index = random.below(bytes.len());
        bytes[index] ^= 1 << random.below(8);
        assert!(read(&bytes).is_err());
    }
    let mut decoded = 0;
    for _ in 0..5_000 {
        let mut bytes = unit.clone();
        for _ in 0..=random.below(3) {
            let index = random.below(bytes.len());
            bytes[index] = random.below(256) as u8;
        }
        if let Ok(unit) = decode_unit(&bytes) {
            decoded += 1;
            let _ = verify(&unit);
            let _ = crate::disasm::disassemble(&unit);
            assert_eq!(decode_unit(&encode_unit(&unit)).as_ref(), Ok(&unit));
        }
    }
    assert!(decoded > 500, "only {decoded} of the changed units decoded");
}

/// They have a text, so that units of `eval` can be shown, but no place in a file.
#[test]
fn embedded_objects_are_refused() {
    let unit = Unit { constants: vec![Constant::Vector(vec![Constant::Embedded(3)])], ..Unit::default() };
    let text = crate::disasm::disassemble(&unit);
    assert_eq!(crate::asm::assemble(&text), Ok(unit.clone()));
    assert_eq!(decode_unit(&encode_unit(&unit)), Err(DecodeError::UnknownConstant(crate::encode::tag::EMBEDDED)));
}
