/** Times whole runs. */
export const TIMING = `/// The median seconds of a run, of at least three, after warming up for as long.
fn time_runs(vm: &mut Vm, run: Run, seconds: f64) -> f64 {
    let start = Instant::now();
    while start.elapsed().as_secs_f64() < seconds {
        run_program(vm, run, &mut |_| ());
    }
    let mut samples = Vec::new();
    let start = Instant::now();
    while samples.len() < 3 || start.elapsed().as_secs_f64() < seconds {
        let before = Instant::now();
        run_program(vm, run, &mut |_| ());
        samples.push(before.elapsed().as_secs_f64());
    }
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
`;
