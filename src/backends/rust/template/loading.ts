/** Makes a loaded program of an image. */
export const LOADING = `fn load(path: &str) -> Vm {
    let image = std::fs::read(path).unwrap_or_else(|_| fail("cannot open the image"));
    let mut reader = Reader { image, at: 0 };
    if reader.image.len() < 16 || reader.take(4) != b"MSI1" {
        fail("this is not an image of a program");
    }
    if reader.u64() != INSTRUCTION_SET {
        fail("the image is for another machine, or another set of superinstructions");
    }
    let stack = vec![Cell::default(); reader.count() + 1];
    let words = reader.count();
    let code: Vec<Word> = reader.i32s(words).into_iter().map(Word::from).collect();
    let memories: Vec<Memory> = MEMORY_INFOS
        .iter()
        .map(|memory| match memory.cell {
            Type::F64 => Memory::F64(vec![0.0; reader.count()]),
            Type::I32 => Memory::I32(vec![0; reader.count()]),
        })
        .collect();
    let pools: Vec<Pool> = POOL_INFOS
        .iter()
        .map(|pool| {
            let length = reader.count();
            match (pool.cell, pool.rows) {
                (Type::F64, false) => Pool::F64(reader.f64s(length)),
                (Type::I32, false) => Pool::I32(reader.i32s(length)),
                (Type::F64, true) => Pool::F64Rows(
                    (0..length)
                        .map(|_| {
                            let count = reader.count();
                            &*reader.f64s(count).leak()
                        })
                        .collect(),
                ),
                (Type::I32, true) => Pool::I32Rows(
                    (0..length)
                        .map(|_| {
                            let count = reader.count();
                            &*reader.i32s(count).leak()
                        })
                        .collect(),
                ),
            }
        })
        .collect();
    let mut vm = Vm { code, stack, memories, pools, trapped: false, schedule: Vec::new() };
    let is_start = check_code(&vm);
    vm.schedule = (0..reader.count()).map(|_| action(&mut reader, &vm, &is_start)).collect();
    for (i, action) in vm.schedule.iter().enumerate() {
        if matches!(action, Action::Repeat { end, .. } if *end <= i || *end > vm.schedule.len()) {
            fail("the image has a schedule out of range");
        }
    }
    vm
}
`;
