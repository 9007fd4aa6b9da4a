//! What identifies a bytecode file: the magic number and the version of the format.

/// The first bytes. The first is not ASCII and the line ends differ, so that a file taken for text and
/// "repaired" in transit is noticed at once.
pub const MAGIC: [u8; 8] = *b"\x89LBC\r\n\x1a\n";

/// The version of the layout, the constant tags and the instruction table. It is raised by any change
/// that older or newer readers would misunderstand.
pub const FORMAT_VERSION: u32 = 2;

/// The format version with a fingerprint of the instruction table mixed in, as files carry it: a changed
/// table makes old files foreign even when nobody thought of the version.
pub fn format_stamp() -> u32 {
    let mut table = Vec::new();
    for op in crate::Op::ALL {
        let info = op.info();
        table.extend_from_slice(info.mnemonic.as_bytes());
        for operand in info.operands {
            table.extend_from_slice(&[operand.kind as u8, operand.field as u8]);
        }
    }
    FORMAT_VERSION << 24 | (crc32fast::hash(&table) & 0x00ff_ffff)
}
