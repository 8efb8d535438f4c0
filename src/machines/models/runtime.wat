;; What runtime.ts computes, operation by operation, for those functions that models call most. Points are x0 y0 x1 y1 …,
;; x ascending; $last is the address of the last one. A row without points, which no front end makes, gives NaN.

;; Where the last table was looked up, in bytes: many tables of a model are functions of time over the same years.
(global $runtime_recent (mut i32) (i32.const 0))

(func $runtime_last (param $points i32) (param $length i32) (result i32)
  (i32.sub
    (i32.add (local.get $points) (i32.shl (i32.and (local.get $length) (i32.const -2)) (i32.const 3)))
    (i32.const 16)))

;; Whether x is left of the point behind this one, and not left of this one.
(func $runtime_is_at (param $point i32) (param $x f64) (result i32)
  (i32.and
    (f64.le (f64.load (local.get $point)) (local.get $x))
    (f64.lt (local.get $x) (f64.load offset=16 (local.get $point)))))

;; The address of the last point with a coordinate of at most x, which lies within the table.
(func $runtime_point_before (param $points i32) (param $last i32) (param $x f64) (result i32)
  (local $left i32)
  (local.set $left (i32.add (local.get $points) (global.get $runtime_recent)))
  (if (i32.lt_u (local.get $left) (local.get $last))
    (then
      (if (call $runtime_is_at (local.get $left) (local.get $x)) (then (return (local.get $left))))))
  (local.set $left (call $runtime_search (local.get $points) (local.get $last) (local.get $x)))
  (global.set $runtime_recent (i32.sub (local.get $left) (local.get $points)))
  (local.get $left))

(func $runtime_search (param $points i32) (param $last i32) (param $x f64) (result i32)
  (local $first f64) (local $low i32) (local $high i32) (local $middle i32)
  ;; Most tables are equally spaced, and then this is the point.
  (local.set $first (f64.load (local.get $points)))
  (local.set $high (i32.shr_u (i32.sub (local.get $last) (local.get $points)) (i32.const 4)))
  (local.set $middle
    (i32.trunc_sat_f64_u
      (f64.mul
        (f64.div
          (f64.sub (local.get $x) (local.get $first))
          (f64.sub (f64.load (local.get $last)) (local.get $first)))
        (f64.convert_i32_u (local.get $high)))))
  (if (i32.lt_u (local.get $middle) (local.get $high))
    (then
      (local.set $low (i32.add (local.get $points) (i32.shl (local.get $middle) (i32.const 4))))
      (if (call $runtime_is_at (local.get $low) (local.get $x)) (then (return (local.get $low))))
      (local.set $low (i32.const 0))))
  (block $found
    (loop $halve
      (br_if $found (i32.le_u (i32.sub (local.get $high) (local.get $low)) (i32.const 1)))
      (local.set $middle (i32.shr_u (i32.add (local.get $low) (local.get $high)) (i32.const 1)))
      (if
        (f64.le
          (f64.load (i32.add (local.get $points) (i32.shl (local.get $middle) (i32.const 4))))
          (local.get $x))
        (then (local.set $low (local.get $middle)))
        (else (local.set $high (local.get $middle))))
      (br $halve)))
  (i32.add (local.get $points) (i32.shl (local.get $low) (i32.const 4))))

(func $runtime_interpolate (param $left i32) (param $x f64) (result f64)
  (local $x0 f64) (local $y0 f64) (local $width f64)
  (local.set $x0 (f64.load (local.get $left)))
  (local.set $y0 (f64.load offset=8 (local.get $left)))
  (local.set $width (f64.sub (f64.load offset=16 (local.get $left)) (local.get $x0)))
  (if (f64.eq (local.get $width) (f64.const 0)) (then (return (local.get $y0))))
  (f64.add
    (local.get $y0)
    (f64.div
      (f64.mul
        (f64.sub (f64.load offset=24 (local.get $left)) (local.get $y0))
        (f64.sub (local.get $x) (local.get $x0)))
      (local.get $width))))

;; Whether x lies between the first point and the last.
(func $runtime_is_within (param $points i32) (param $length i32) (param $x f64) (result i32)
  (if (i32.lt_u (local.get $length) (i32.const 2)) (then (return (i32.const 0))))
  (i32.and
    (f64.gt (local.get $x) (f64.load (local.get $points)))
    (f64.lt (local.get $x) (f64.load (call $runtime_last (local.get $points) (local.get $length))))))

;; The value where x does not.
(func $runtime_beyond (param $points i32) (param $length i32) (param $x f64) (result f64)
  (if (i32.lt_u (local.get $length) (i32.const 2)) (then (return (f64.const nan))))
  (if (f64.ne (local.get $x) (local.get $x)) (then (return (local.get $x))))
  (if (f64.gt (local.get $x) (f64.load (local.get $points)))
    (then (return (f64.load offset=8 (call $runtime_last (local.get $points) (local.get $length))))))
  (f64.load offset=8 (local.get $points)))

(func $extern_lookup (param $points i32) (param $points_length i32) (param $x f64) (result f64)
  (if (call $runtime_is_within (local.get $points) (local.get $points_length) (local.get $x))
    (then
      (return
        (call $runtime_interpolate
          (call $runtime_point_before
            (local.get $points)
            (call $runtime_last (local.get $points) (local.get $points_length))
            (local.get $x))
          (local.get $x)))))
  (call $runtime_beyond (local.get $points) (local.get $points_length) (local.get $x)))

(func $extern_lookup_forward (param $points i32) (param $points_length i32) (param $x f64) (result f64)
  (local $left i32)
  (if (call $runtime_is_within (local.get $points) (local.get $points_length) (local.get $x))
    (then
      (local.set $left
        (call $runtime_point_before
          (local.get $points)
          (call $runtime_last (local.get $points) (local.get $points_length))
          (local.get $x)))
      (if (f64.eq (f64.load (local.get $left)) (local.get $x))
        (then (return (f64.load offset=8 (local.get $left)))))
      (return (f64.load offset=24 (local.get $left)))))
  (call $runtime_beyond (local.get $points) (local.get $points_length) (local.get $x)))

(func $extern_lookup_backward (param $points i32) (param $points_length i32) (param $x f64) (result f64)
  (if (call $runtime_is_within (local.get $points) (local.get $points_length) (local.get $x))
    (then
      (return
        (f64.load offset=8
          (call $runtime_point_before
            (local.get $points)
            (call $runtime_last (local.get $points) (local.get $points_length))
            (local.get $x))))))
  (call $runtime_beyond (local.get $points) (local.get $points_length) (local.get $x)))

(func $extern_lookup_extrapolate (param $points i32) (param $points_length i32) (param $x f64) (result f64)
  (local $last i32)
  (if (i32.ge_u (local.get $points_length) (i32.const 4))
    (then
      (if (f64.lt (local.get $x) (f64.load (local.get $points)))
        (then (return (call $runtime_interpolate (local.get $points) (local.get $x)))))
      (local.set $last (call $runtime_last (local.get $points) (local.get $points_length)))
      (if (f64.gt (local.get $x) (f64.load (local.get $last)))
        (then
          (return
            (call $runtime_interpolate (i32.sub (local.get $last) (i32.const 16)) (local.get $x)))))))
  (call $extern_lookup (local.get $points) (local.get $points_length) (local.get $x)))
