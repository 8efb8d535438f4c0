;; What runtime.ts computes, operation by operation, of the functions that models call most. Points are x0 y0 x1 y1 …, x
;; ascending; a row without points, which no front end makes, gives NaN. $last is the address of the last point.

;; Where `lookup` last was in its table, in bytes: many tables of a model are functions of time over the same years.
(global $runtime_recent (mut i32) (i32.const 0))

;; Engines do not inline calls, which cost as much as the rest of this: therefore it is all in one.
(func $extern_lookup (param $points i32) (param $points_length i32) (param $x f64) (result f64)
  (local $last i32) (local $left i32) (local $x0 f64) (local $y0 f64)
  (if (i32.lt_u (local.get $points_length) (i32.const 2)) (then (return (f64.const nan))))
  (if (i32.eqz (f64.gt (local.get $x) (f64.load (local.get $points))))
    (then
      (if (f64.ne (local.get $x) (local.get $x)) (then (return (local.get $x))))
      (return (f64.load offset=8 (local.get $points)))))
  (local.set $last
    (i32.sub
      (i32.add (local.get $points) (i32.shl (i32.and (local.get $points_length) (i32.const -2)) (i32.const 3)))
      (i32.const 16)))
  (if (f64.ge (local.get $x) (f64.load (local.get $last)))
    (then (return (f64.load offset=8 (local.get $last)))))
  (local.set $left (i32.add (local.get $points) (global.get $runtime_recent)))
  (block $found
    (if (i32.lt_u (local.get $left) (local.get $last))
      (then
        (if (f64.le (local.tee $x0 (f64.load (local.get $left))) (local.get $x))
          (then (br_if $found (f64.lt (local.get $x) (f64.load offset=16 (local.get $left))))))))
    (local.set $left (call $runtime_point_before (local.get $points) (local.get $last) (local.get $x)))
    (global.set $runtime_recent (i32.sub (local.get $left) (local.get $points)))
    (local.set $x0 (f64.load (local.get $left))))
  (local.set $y0 (f64.load offset=8 (local.get $left)))
  (f64.add
    (local.get $y0)
    (f64.div
      (f64.mul
        (f64.sub (f64.load offset=24 (local.get $left)) (local.get $y0))
        (f64.sub (local.get $x) (local.get $x0)))
      (f64.sub (f64.load offset=16 (local.get $left)) (local.get $x0)))))

;; The address of the last point with a coordinate of at most x, which lies within the table.
(func $runtime_point_before (param $points i32) (param $last i32) (param $x f64) (result i32)
  (local $low i32) (local $high i32) (local $middle i32)
  (local.set $high (i32.shr_u (i32.sub (local.get $last) (local.get $points)) (i32.const 4)))
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

(func $runtime_last (param $points i32) (param $length i32) (result i32)
  (i32.sub
    (i32.add (local.get $points) (i32.shl (i32.and (local.get $length) (i32.const -2)) (i32.const 3)))
    (i32.const 16)))

;; Whether x lies between the first point and the last; where it does not, `lookup` has the value.
(func $runtime_is_within (param $points i32) (param $length i32) (param $x f64) (result i32)
  (if (i32.lt_u (local.get $length) (i32.const 2)) (then (return (i32.const 0))))
  (i32.and
    (f64.gt (local.get $x) (f64.load (local.get $points)))
    (f64.lt (local.get $x) (f64.load (call $runtime_last (local.get $points) (local.get $length))))))

(func $extern_lookup_forward (param $points i32) (param $points_length i32) (param $x f64) (result f64)
  (local $left i32)
  (if (i32.eqz (call $runtime_is_within (local.get $points) (local.get $points_length) (local.get $x)))
    (then (return (call $extern_lookup (local.get $points) (local.get $points_length) (local.get $x)))))
  (local.set $left
    (call $runtime_point_before
      (local.get $points)
      (call $runtime_last (local.get $points) (local.get $points_length))
      (local.get $x)))
  (select
    (f64.load offset=8 (local.get $left))
    (f64.load offset=24 (local.get $left))
    (f64.eq (f64.load (local.get $left)) (local.get $x))))

(func $extern_lookup_backward (param $points i32) (param $points_length i32) (param $x f64) (result f64)
  (if (i32.eqz (call $runtime_is_within (local.get $points) (local.get $points_length) (local.get $x)))
    (then (return (call $extern_lookup (local.get $points) (local.get $points_length) (local.get $x)))))
  (f64.load offset=8
    (call $runtime_point_before
      (local.get $points)
      (call $runtime_last (local.get $points) (local.get $points_length))
      (local.get $x))))

(func $extern_lookup_extrapolate (param $points i32) (param $points_length i32) (param $x f64) (result f64)
  (local $last i32)
  (if (i32.ge_u (local.get $points_length) (i32.const 4))
    (then
      (if (f64.lt (local.get $x) (f64.load (local.get $points)))
        (then (return (call $runtime_interpolate (local.get $points) (local.get $x)))))
      (local.set $last (call $runtime_last (local.get $points) (local.get $points_length)))
      (if (f64.gt (local.get $x) (f64.load (local.get $last)))
        (then
          (return (call $runtime_interpolate (i32.sub (local.get $last) (i32.const 16)) (local.get $x)))))))
  (call $extern_lookup (local.get $points) (local.get $points_length) (local.get $x)))

;; On the line through two points, or at the first one where they are above each other.
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
