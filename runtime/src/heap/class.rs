//! Size classes: eight bytes apart up to 256, then sixteen to each doubling, so that little of a block is wasted: 544 bytes for
//! a vector's leaf of 528.

/// The largest block of a page; what is larger is allocated by itself.
pub const MAX_SMALL: usize = 4096;
const FINE: usize = 256;
const FINE_CLASSES: usize = FINE / 8 + 1;
pub const CLASSES: usize = FINE_CLASSES + 4 * 16;

/// The class of blocks that fit `size` bytes.
#[inline(always)]
pub const fn class_of(size: usize) -> usize {
    if size <= FINE {
        size.div_ceil(8)
    } else {
        let last = size - 1;
        let log = last.ilog2() as usize;
        FINE_CLASSES + (log - 8) * 16 + ((last >> (log - 4)) & 15)
    }
}

/// The size of a class's blocks: a multiple of 16 wherever a size that maps to it is.
pub const fn block_size(class: usize) -> usize {
    if class < FINE_CLASSES {
        class * 8
    } else {
        let (octave, step) = ((class - FINE_CLASSES) / 16, (class - FINE_CLASSES) % 16);
        (FINE << octave) + ((step + 1) << (octave + 4))
    }
}

#[cfg(test)]
#[test]
fn every_size_fits_its_class_and_no_smaller_one() {
    assert_eq!(class_of(MAX_SMALL), CLASSES - 1);
    for size in (8..=MAX_SMALL).step_by(8) {
        let class = class_of(size);
        assert!(block_size(class) >= size && block_size(class - 1) < size, "{size}");
        assert!(size % 16 != 0 || block_size(class).is_multiple_of(16), "{size}");
    }
}
