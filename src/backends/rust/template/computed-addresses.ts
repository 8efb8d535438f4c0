/** Arrays at addresses that nobody has checked before. */
export const COMPUTED_ADDRESSES = `/// Cells at an address that an instruction computes: outside there is nothing to read, and writes are lost.
pub unsafe fn f64_cell(memory: *mut Memory, at: i32) -> *mut f64 {
    static mut NOTHING: f64 = f64::NAN;
    NOTHING = f64::NAN;
    match &mut *memory {
        Memory::F64(cells) if (at as u32 as usize) < cells.len() => cells.as_mut_ptr().add(at as usize),
        _ => std::ptr::addr_of_mut!(NOTHING),
    }
}

pub unsafe fn i32_cell(memory: *mut Memory, at: i32) -> *mut i32 {
    static mut NOTHING: i32 = 0;
    NOTHING = 0;
    match &mut *memory {
        Memory::I32(cells) if (at as u32 as usize) < cells.len() => cells.as_mut_ptr().add(at as usize),
        _ => std::ptr::addr_of_mut!(NOTHING),
    }
}

pub unsafe fn f64_constant(pool: *mut Pool, at: i32) -> f64 {
    match &*pool {
        Pool::F64(values) => values.get(at as u32 as usize).copied().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

pub unsafe fn i32_constant(pool: *mut Pool, at: i32) -> i32 {
    match &*pool {
        Pool::I32(values) => values.get(at as u32 as usize).copied().unwrap_or(0),
        _ => 0,
    }
}

pub unsafe fn f64_row(pool: *mut Pool, at: i32) -> &'static [f64] {
    match &*pool {
        Pool::F64Rows(rows) => rows.get(at as u32 as usize).copied().unwrap_or(&[]),
        _ => &[],
    }
}

pub unsafe fn i32_row(pool: *mut Pool, at: i32) -> &'static [i32] {
    match &*pool {
        Pool::I32Rows(rows) => rows.get(at as u32 as usize).copied().unwrap_or(&[]),
        _ => &[],
    }
}
`;
