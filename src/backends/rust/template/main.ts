import { COMMANDS } from '../../template-text.js';

/** Disassembles, and does what the command line says. */
export const MAIN = `fn disassemble(vm: &Vm) {
    let mut at = 0;
    while at < vm.code.len() {
        let opcode = &OPCODES[vm.code[at] as usize];
        let operands = &vm.code[at + 1..at + 1 + opcode.operands.len()];
        let words: Vec<String> = operands.iter().map(|word| format!(" {word}")).collect();
        println!("{at:6}  {}{}", opcode.name, words.concat());
        at += 1 + operands.len();
    }
}

pub fn main(prepare: fn(&mut Vm), run: Run) {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.len() < 2 {
        fail("usage: <image> ${COMMANDS}");
    }
    check_arithmetic();
    let image = std::fs::read(&arguments[1]).unwrap_or_else(|_| fail("cannot open the image"));
    let mut vm = load(image);
    let number: f64 = arguments.get(3).map_or(1000.0, |text| text.parse().unwrap_or(1000.0));
    match arguments.get(2).map_or("observe", String::as_str) {
        "observe" => {
            if arguments.len() > 3 {
                limit_dispatches(number as u64);
            }
            prepare(&mut vm);
            run_program(&mut vm, run, &mut |vm| println!("{}", digest(vm)));
            println!("{}", digest(&vm));
            if vm.trapped {
                println!("trapped");
            }
            #[cfg(count)]
            println!("dispatches {}", unsafe { DISPATCHES });
        }
        "time" => {
            prepare(&mut vm);
            println!("{:e}", time_runs(&mut vm, run, number / 1000.0));
        }
        "state" => {
            prepare(&mut vm);
            let mut stop = 0.0;
            run_program(&mut vm, run, &mut |vm| {
                if stop == number {
                    print_state(vm);
                    std::process::exit(0);
                }
                stop += 1.0;
            });
            if stop != number {
                fail("the program has no such stop");
            }
            print_state(&vm);
        }
        "disassemble" => disassemble(&vm),
        _ => fail("there is no such command"),
    }
}
`;
