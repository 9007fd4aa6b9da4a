//! Writes jars: zip files whose entries are packed.

/// CRC-32, bit by bit.
fn checksum(bytes: &[u8]) -> u32 {
    let crc = bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xEDB8_8320 } else { c >> 1 })
    });
    !crc
}

/// A jar of these entries: paths and texts.
pub fn jar(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for (path, text) in entries {
        // A deflate stream of one stored block.
        let size = u16::try_from(text.len()).expect("a short text");
        let packed = [&[1][..], &size.to_le_bytes(), &(!size).to_le_bytes(), text.as_bytes()].concat();
        let offset = u32::try_from(file.len()).expect("a small jar");
        let mut about = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        about.extend(checksum(text.as_bytes()).to_le_bytes());
        about.extend(u32::try_from(packed.len()).expect("small").to_le_bytes());
        about.extend(u32::from(size).to_le_bytes());
        about.extend(u16::try_from(path.len()).expect("short").to_le_bytes());
        about.extend([0, 0]);
        file.extend_from_slice(b"PK\x03\x04");
        file.extend_from_slice(&about);
        file.extend_from_slice(path.as_bytes());
        file.extend_from_slice(&packed);
        directory.extend_from_slice(b"PK\x01\x02\x14\0");
        directory.extend_from_slice(&about);
        directory.extend_from_slice(&[0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend_from_slice(path.as_bytes());
    }
    let count = u16::try_from(entries.len()).expect("few entries").to_le_bytes();
    let (start, size) = (file.len() as u32, directory.len() as u32);
    file.extend_from_slice(&directory);
    file.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    file.extend_from_slice(&count);
    file.extend_from_slice(&count);
    file.extend(size.to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}
