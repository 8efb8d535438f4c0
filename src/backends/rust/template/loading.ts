import { IMAGE_MAGIC } from '../../image.js';

/** Makes a loaded program of an image. */
export const LOADING = `/// Sections of the code, and the code.
fn read_sections(reader: &mut Reader) -> (Vec<Range<usize>>, Vec<Word>) {
    let count = reader.count(4);
    let mut sections = Vec::with_capacity(count);
    let mut words = 0;
    for _ in 0..count {
        let start = words;
        words += reader.u32() as usize;
        sections.push(start..words);
    }
    (sections, reader.i32s(words).into_iter().map(Word::from).collect())
}

fn read_pool(reader: &mut Reader, info: &PoolInfo) -> Pool {
    let length = reader.count(4);
    match (info.cell, info.rows) {
        (Type::F64, false) => Pool::F64(reader.f64s(length)),
        (Type::I32, false) => Pool::I32(reader.i32s(length)),
        (Type::F64, true) => Pool::F64Rows((0..length).map(|_| &*reader.f64_row().leak()).collect()),
        (Type::I32, true) => Pool::I32Rows((0..length).map(|_| &*reader.i32_row().leak()).collect()),
    }
}

fn read_schedule(reader: &mut Reader, vm: &Vm) -> Vec<Action> {
    let count = reader.count(20);
    let mut ends = Vec::new();
    (0..count)
        .map(|i| {
            let kind = reader.u32() as usize;
            let words = [(); 4].map(|_| reader.u32() as usize);
            let checked = action(vm, kind, words)
                .and_then(|action| check_nesting(i, &action, &mut ends, count).map(|_| action));
            checked.unwrap_or_else(|wrong| fail(&format!("action {i} of the schedule: {wrong}")))
        })
        .collect()
}

/// Reads an image and checks all of it before there is memory for the program.
fn load(image: Vec<u8>) -> Vm {
    let image_digest = hash(image.chunks_exact(4).map(|word| u32::from_le_bytes(word.try_into().unwrap())));
    let mut reader = Reader { image, at: 0 };
    if reader.image.len() < 4 || reader.take(4) != b"${IMAGE_MAGIC}" {
        fail("this is not an image in the format ${IMAGE_MAGIC}");
    }
    if reader.u64() != INSTRUCTION_SET {
        fail("the image is for another machine, or another set of superinstructions");
    }
    let (sections, code) = read_sections(&mut reader);
    let mut cells: Vec<usize> = Vec::new();
    for (m, info) in MEMORY_INFOS.iter().enumerate() {
        let first = KINDS[info.kind].memory.unwrap_or(m);
        cells.push(if first == m { reader.u32() as usize } else { cells[first] });
    }
    let pools = POOL_INFOS.iter().map(|info| read_pool(&mut reader, info)).collect();
    let mut vm = Vm {
        code,
        sections,
        stack: Vec::new(),
        cells,
        memories: Vec::new(),
        pools,
        trapped: false,
        schedule: Vec::new(),
        image_digest,
        sections_run: 0,
        idle_repeats: 0,
    };
    vm.schedule = read_schedule(&mut reader, &vm);
    if reader.at < reader.image.len() {
        fail("the image goes on behind its end");
    }
    check_cells(&vm);
    vm.pools.iter().zip(&POOL_INFOS).for_each(|(pool, info)| check_pool(pool, info));
    vm.stack = vec![Cell::default(); check_code(&vm)];
    vm.memories = MEMORY_INFOS
        .iter()
        .zip(&vm.cells)
        .map(|(info, &cells)| match info.cell {
            Type::F64 => Memory::F64(vec![0.0; cells]),
            Type::I32 => Memory::I32(vec![0; cells]),
        })
        .collect();
    vm
}
`;
