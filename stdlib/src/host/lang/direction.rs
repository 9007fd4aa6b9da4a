//! The direction in which characters are written: `Character.getDirectionality` and `isMirrored`.

use crate::host::lang::category::{UNASSIGNED, category};
use runtime::Value;
use runtime::class::FieldFn;
use unicode_bidi::{BidiClass, bidi_class};

/// Java's constants and their numbers.
macro_rules! directions {
    ($($name:literal $number:literal)*) => { &[$( ($name, |_| Ok(Value::byte($number))), )*] };
}

pub const FIELDS: &[(&str, FieldFn)] = directions! {
    "DIRECTIONALITY_UNDEFINED" -1 "DIRECTIONALITY_LEFT_TO_RIGHT" 0 "DIRECTIONALITY_RIGHT_TO_LEFT" 1
    "DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC" 2 "DIRECTIONALITY_EUROPEAN_NUMBER" 3
    "DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR" 4 "DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR" 5
    "DIRECTIONALITY_ARABIC_NUMBER" 6 "DIRECTIONALITY_COMMON_NUMBER_SEPARATOR" 7 "DIRECTIONALITY_NONSPACING_MARK" 8
    "DIRECTIONALITY_BOUNDARY_NEUTRAL" 9 "DIRECTIONALITY_PARAGRAPH_SEPARATOR" 10 "DIRECTIONALITY_SEGMENT_SEPARATOR" 11
    "DIRECTIONALITY_WHITESPACE" 12 "DIRECTIONALITY_OTHER_NEUTRALS" 13 "DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING" 14
    "DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE" 15 "DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING" 16
    "DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE" 17 "DIRECTIONALITY_POP_DIRECTIONAL_FORMAT" 18
    "DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE" 19 "DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE" 20
    "DIRECTIONALITY_FIRST_STRONG_ISOLATE" 21 "DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE" 22
};

/// Java's number of a code point's direction.
pub fn directionality(code: u32) -> i8 {
    let Some(c) = char::from_u32(code).filter(|_| category(code) != UNASSIGNED) else {
        return if is_surrogate(code) { 0 } else { -1 };
    };
    match bidi_class(c) {
        BidiClass::L => 0,
        BidiClass::R => 1,
        BidiClass::AL => 2,
        BidiClass::EN => 3,
        BidiClass::ES => 4,
        BidiClass::ET => 5,
        BidiClass::AN => 6,
        BidiClass::CS => 7,
        BidiClass::NSM => 8,
        BidiClass::BN => 9,
        BidiClass::B => 10,
        BidiClass::S => 11,
        BidiClass::WS => 12,
        BidiClass::ON => 13,
        BidiClass::LRE => 14,
        BidiClass::LRO => 15,
        BidiClass::RLE => 16,
        BidiClass::RLO => 17,
        BidiClass::PDF => 18,
        BidiClass::LRI => 19,
        BidiClass::RLI => 20,
        BidiClass::FSI => 21,
        BidiClass::PDI => 22,
    }
}

fn is_surrogate(code: u32) -> bool {
    (0xD800..0xE000).contains(&code)
}

/// Is the character's picture another when it is written from right to left?
pub fn is_mirrored(code: u32) -> bool {
    let at = MIRRORED.partition_point(|&(_, last)| last < code);
    MIRRORED.get(at).is_some_and(|&(first, _)| first <= code)
}

/// Unicode's property Bidi_Mirrored, as Java 17 has it: first and last of each run.
#[rustfmt::skip]
const MIRRORED: &[(u32, u32)] = &[
(0x28, 0x29), (0x3C, 0x3C), (0x3E, 0x3E), (0x5B, 0x5B), (0x5D, 0x5D), (0x7B, 0x7B), (0x7D, 0x7D), (0xAB, 0xAB), (0xBB, 0xBB), (0xF3A, 0xF3D),
    (0x169B, 0x169C), (0x2039, 0x203A), (0x2045, 0x2046), (0x207D, 0x207E), (0x208D, 0x208E), (0x2140, 0x2140), (0x2201, 0x2204), (0x2208, 0x220D),
    (0x2211, 0x2211), (0x2215, 0x2216), (0x221A, 0x221D), (0x221F, 0x2222), (0x2224, 0x2224), (0x2226, 0x2226), (0x222B, 0x2233), (0x2239, 0x2239),
    (0x223B, 0x224C), (0x2252, 0x2255), (0x225F, 0x2260), (0x2262, 0x2262), (0x2264, 0x226B), (0x226E, 0x228C), (0x228F, 0x2292), (0x2298, 0x2298),
    (0x22A2, 0x22A3), (0x22A6, 0x22B8), (0x22BE, 0x22BF), (0x22C9, 0x22CD), (0x22D0, 0x22D1), (0x22D6, 0x22ED), (0x22F0, 0x22FF), (0x2308, 0x230B),
    (0x2320, 0x2321), (0x2329, 0x232A), (0x2768, 0x2775), (0x27C0, 0x27C0), (0x27C3, 0x27C6), (0x27C8, 0x27C9), (0x27CB, 0x27CD), (0x27D3, 0x27D6),
    (0x27DC, 0x27DE), (0x27E2, 0x27EF), (0x2983, 0x2998), (0x299B, 0x29A0), (0x29A2, 0x29AF), (0x29B8, 0x29B8), (0x29C0, 0x29C5), (0x29C9, 0x29C9),
    (0x29CE, 0x29D2), (0x29D4, 0x29D5), (0x29D8, 0x29DC), (0x29E1, 0x29E1), (0x29E3, 0x29E5), (0x29E8, 0x29E9), (0x29F4, 0x29F9), (0x29FC, 0x29FD),
    (0x2A0A, 0x2A1C), (0x2A1E, 0x2A21), (0x2A24, 0x2A24), (0x2A26, 0x2A26), (0x2A29, 0x2A29), (0x2A2B, 0x2A2E), (0x2A34, 0x2A35), (0x2A3C, 0x2A3E),
    (0x2A57, 0x2A58), (0x2A64, 0x2A65), (0x2A6A, 0x2A6D), (0x2A6F, 0x2A70), (0x2A73, 0x2A74), (0x2A79, 0x2AA3), (0x2AA6, 0x2AAD), (0x2AAF, 0x2AD6),
    (0x2ADC, 0x2ADC), (0x2ADE, 0x2ADE), (0x2AE2, 0x2AE6), (0x2AEC, 0x2AEE), (0x2AF3, 0x2AF3), (0x2AF7, 0x2AFB), (0x2AFD, 0x2AFD), (0x2BFE, 0x2BFE),
    (0x2E02, 0x2E05), (0x2E09, 0x2E0A), (0x2E0C, 0x2E0D), (0x2E1C, 0x2E1D), (0x2E20, 0x2E29), (0x3008, 0x3011), (0x3014, 0x301B), (0xFE59, 0xFE5E),
    (0xFE64, 0xFE65), (0xFF08, 0xFF09), (0xFF1C, 0xFF1C), (0xFF1E, 0xFF1E), (0xFF3B, 0xFF3B), (0xFF3D, 0xFF3D), (0xFF5B, 0xFF5B), (0xFF5D, 0xFF5D),
    (0xFF5F, 0xFF60), (0xFF62, 0xFF63), (0x1D6DB, 0x1D6DB), (0x1D715, 0x1D715), (0x1D74F, 0x1D74F), (0x1D789, 0x1D789), (0x1D7C3, 0x1D7C3)
];
