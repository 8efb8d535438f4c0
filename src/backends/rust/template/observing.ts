/** What there is to see of a run: digests of all memories, or their bytes. */
export const OBSERVING = `/// 64-bit FNV-1a over words of 32 bits.
fn hash(words: impl Iterator<Item = u32>) -> u64 {
    words.fold(0xcbf29ce484222325, |hash, word| (hash ^ u64::from(word)).wrapping_mul(0x100000001b3))
}

impl Vm {
    /// A compiled program has no code but its own.
    pub fn require_image(&self, digest: u64) {
        if self.image_digest != digest {
            fail("the image is of another program than the one compiled");
        }
    }
}

/// Of all memories but scratch ones, every NaN as the same.
fn digest(vm: &Vm) -> String {
    let mut words = Vec::new();
    for (memory, info) in vm.memories.iter().zip(&MEMORY_INFOS) {
        if info.scratch {
            continue;
        }
        match memory {
            Memory::I32(cells) => words.extend(cells.iter().map(|&cell| cell as u32)),
            Memory::F64(cells) => {
                for cell in cells {
                    let bits = if cell.is_nan() { 0x7ff8000000000000 } else { cell.to_bits() };
                    words.extend([bits as u32, (bits >> 32) as u32]);
                }
            }
        }
    }
    format!("{:016x}", hash(words.into_iter()))
}

/// All memories, little-endian.
fn print_state(vm: &Vm) {
    let mut bytes = Vec::new();
    for memory in &vm.memories {
        match memory {
            Memory::F64(cells) => cells.iter().for_each(|cell| bytes.extend(cell.to_bits().to_le_bytes())),
            Memory::I32(cells) => cells.iter().for_each(|cell| bytes.extend(cell.to_le_bytes())),
        }
    }
    std::io::stdout().write_all(&bytes).expect("standard output is closed");
}
`;
