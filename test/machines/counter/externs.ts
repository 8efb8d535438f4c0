/** The functions that `counter.isa` declares, for languages that are compiled apart. */
export const counterSources = {
  texts: {
    c: `#include <stdint.h>
static int32_t extern_recorded;
static int32_t extern_record(int32_t value) { (void)value; return extern_recorded++; }
static int32_t extern_gcd(int32_t a, int32_t b) {
  while (b != 0) {
    const int32_t rest = b == -1 ? 0 : a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? (int32_t)(0u - (uint32_t)a) : a;
}
`,
    rust: `use std::sync::atomic::{AtomicI32, Ordering};
static RECORDED: AtomicI32 = AtomicI32::new(0);
pub fn extern_record(_: i32) -> i32 { RECORDED.fetch_add(1, Ordering::Relaxed) }
pub fn extern_gcd(a: i32, b: i32) -> i32 {
    let (mut a, mut b) = (a, b);
    while b != 0 { (a, b) = (b, a.wrapping_rem(b)); }
    a.wrapping_abs()
}
`,
    go: `var extern_recorded int32
func extern_record(int32) int32 { extern_recorded++; return extern_recorded - 1 }
func extern_gcd(a, b int32) int32 {
    for b != 0 { a, b = b, a%b }
    if a < 0 { return -a }
    return a
}
`,
  },
};
