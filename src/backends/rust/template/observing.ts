/** What there is to see of a run: digests of all memories, or their bytes. */
export const OBSERVING = `/// 64-bit FNV-1a over the 32-bit words of all memories, every NaN as the same.
fn digest(vm: &Vm) -> String {
    let mut hash: u64 = 0xcbf29ce484222325;
    let mut mix = |word: u64| hash = (hash ^ word).wrapping_mul(0x100000001b3);
    for memory in &vm.memories {
        match memory {
            Memory::I32(cells) => cells.iter().for_each(|&cell| mix(u64::from(cell as u32))),
            Memory::F64(cells) => {
                for cell in cells {
                    let bits = if cell.is_nan() { 0x7ff8000000000000 } else { cell.to_bits() };
                    mix(bits & 0xffffffff);
                    mix(bits >> 32);
                }
            }
        }
    }
    format!("{hash:016x}")
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
