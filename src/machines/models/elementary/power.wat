;; log2(1 + i / 32): 32 bits after the point, so that an integer can be added exactly, and the rest.
(data $runtime_logarithms_high
  (f64
    0 0.04439411940984428 0.0874628413002938 0.12928301701322198 0.16992500144988298 0.20945336553268135
    0.24792751343920827 0.28540221881121397 0.3219280948396772 0.35755200451239944 0.3923174226656556
    0.42626475472934544 0.4594316186849028 0.4918530962895602 0.5235619561281055 0.5545888517517596
    0.5849625007249415 0.6147098441142589 0.6438561896793544 0.6724253420252353 0.7004397180862725
    0.7279204544611275 0.7548875021748245 0.78135971352458 0.8073549221735448 0.8328900141641498
    0.8579809952061623 0.8826430493500084 0.9068905955646187 0.9307373375631869 0.9541963103692979
    0.9772799233905971 1))
(data $runtime_logarithms_low
  (f64
    0 -5.1390841636143616e-11 -4.9954394960960846e-11 -6.82555238289466e-11 -7.570621253899065e-12
    9.626843591816795e-11 4.3772246742567274e-12 5.1034371666225424e-11 4.768513324782187e-11
    1.0568425812263634e-10 1.1310467595015162e-10 -2.7247501980421348e-11 -4.760553100919408e-11
    4.0114511993922805e-11 -7.109264890793916e-11 -7.412227615224832e-11 -3.785310626949533e-12
    9.493295003326775e-13 9.537026649564374e-11 -5.373970558791038e-11 5.481968229317496e-11
    1.0207165967323408e-10 -1.1355931880848598e-11 7.960223862778872e-14 -1.1594065707676847e-10
    5.91914047307195e-13 -7.859021276869104e-11 1.1832890315280468e-11 4.389982262087234e-11
    -3.0060745418937855e-13 1.757734675320612e-11 1.0931936532320209e-10 0))

;; 2^(i / 16): the nearest double, and the rest.
(data $runtime_roots_high
  (f64
    1 1.0442737824274138 1.0905077326652577 1.1387886347566916 1.189207115002721 1.241857812073484
    1.2968395546510096 1.3542555469368927 1.4142135623730951 1.4768261459394993 1.5422108254079407
    1.6104903319492543 1.681792830507429 1.7562521603732995 1.8340080864093424 1.9152065613971474))
(data $runtime_roots_low
  (f64
    0 8.551889705537965e-17 -3.046782079812471e-17 8.912812676025408e-17 3.982015231465646e-17
    4.658027591836937e-17 2.5382502794888315e-17 7.70094837980299e-17 -9.667293313452913e-17
    -3.483994556892796e-17 7.949834809697621e-17 2.4707192569797888e-17 8.199010020581497e-17
    2.960140695448873e-17 3.283107224245627e-17 -1.0619946056195963e-16))

;; What power.ts computes, operation by operation.
(func $extern_pow (param $x f64) (param $y f64) (result f64)
  (if (f64.eq (local.get $y) (f64.const 2)) (then (return (f64.mul (local.get $x) (local.get $x)))))
  (if
    (i32.and
      (i32.and (f64.gt (local.get $x) (f64.const 0)) (f64.lt (local.get $x) (f64.const inf)))
      (f64.lt (f64.abs (local.get $y)) (f64.const 18446744073709551616)))
    (then (return (call $runtime_power (local.get $x) (local.get $y)))))
  (call $runtime_special_power (local.get $x) (local.get $y)))

;; x^y where x is not positive and finite or |y| not below 2^64.
(func $runtime_special_power (param $x f64) (param $y f64) (result f64)
  (local $magnitude f64) (local $result f64)
  (local.set $magnitude (f64.abs (local.get $x)))
  (if (f64.eq (local.get $y) (f64.const 0)) (then (return (f64.const 1))))
  (if (i32.or (f64.ne (local.get $x) (local.get $x)) (f64.ne (local.get $y) (local.get $y)))
    (then (return (f64.const nan))))
  (if (f64.ge (f64.abs (local.get $y)) (f64.const 18446744073709551616))
    (then
      (if (f64.eq (local.get $magnitude) (f64.const 1))
        (then
          (return
            (select (f64.const nan) (f64.const 1) (f64.eq (f64.abs (local.get $y)) (f64.const inf))))))
      (return
        (select
          (f64.const inf)
          (f64.const 0)
          (i32.eq
            (f64.gt (local.get $magnitude) (f64.const 1))
            (f64.gt (local.get $y) (f64.const 0)))))))
  (local.set $result (local.get $magnitude))
  (if
    (i32.or
      (f64.eq (local.get $magnitude) (f64.const 0))
      (f64.eq (local.get $magnitude) (f64.const inf)))
    (then
      (if (f64.lt (local.get $y) (f64.const 0))
        (then (local.set $result (f64.div (f64.const 1) (local.get $magnitude))))))
    (else
      (if (f64.ne (f64.floor (local.get $y)) (local.get $y)) (then (return (f64.const nan))))
      (local.set $result (call $runtime_power (local.get $magnitude) (local.get $y)))))
  (select
    (f64.neg (local.get $result))
    (local.get $result)
    (i32.and
      (f64.eq
        (f64.sub
          (f64.abs (local.get $y))
          (f64.mul (f64.const 2) (f64.floor (f64.div (f64.abs (local.get $y)) (f64.const 2)))))
        (f64.const 1))
      (i64.lt_s (i64.reinterpret_f64 (local.get $x)) (i64.const 0)))))

;; Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
;;
;; Developed at SunPro, a Sun Microsystems, Inc. business.
;; Permission to use, copy, modify, and distribute this
;; software is freely granted, provided that this notice
;; is preserved.
;;
;; x^y for 0 < x < infinity and |y| < 2^64. The logarithm in two parts, by (x - base) / (x + base), is after fdlibm.
(func $runtime_power (param $x f64) (param $y f64) (result f64)
  (local $bits i64) (local $entry i32) (local $exponent i32) (local $nearest i32) (local $half i32)
  (local $fraction f64) (local $fraction_high f64) (local $base f64) (local $whole f64)
  (local $u f64) (local $v f64) (local $s f64) (local $s_high f64) (local $s_low f64) (local $square f64)
  (local $rest f64) (local $product f64) (local $high f64) (local $low f64) (local $y_high f64)
  (local $sum f64) (local $t f64) (local $series f64) (local $root f64)
  (if (f64.eq (local.get $y) (f64.const 1)) (then (return (local.get $x))))
  (if (f64.eq (local.get $y) (f64.const -1)) (then (return (f64.div (f64.const 1) (local.get $x)))))
  (if (f64.eq (local.get $y) (f64.const 0.5)) (then (return (f64.sqrt (local.get $x)))))
  (local.set $exponent (i32.const -1023))
  (if (f64.lt (local.get $x) (f64.const 2.2250738585072014e-308))
    (then
      (local.set $x (f64.mul (local.get $x) (f64.const 9007199254740992)))
      (local.set $exponent (i32.const -1076))))
  (local.set $bits (i64.reinterpret_f64 (local.get $x)))
  (local.set $exponent
    (i32.add (local.get $exponent) (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 52)))))
  (local.set $nearest
    (i32.shr_u
      (i32.add
        (i32.wrap_i64 (i64.shr_u (i64.and (local.get $bits) (i64.const 0xfffffffffffff)) (i64.const 32)))
        (i32.const 0x4000))
      (i32.const 15)))
  (local.set $entry (i32.shl (local.get $nearest) (i32.const 3)))
  (local.set $fraction
    (f64.reinterpret_i64
      (i64.or (i64.and (local.get $bits) (i64.const 0xfffffffffffff)) (i64.const 0x3ff0000000000000))))
  (local.set $base
    (f64.add (f64.const 1) (f64.mul (f64.convert_i32_s (local.get $nearest)) (f64.const 0.03125))))
  (local.set $whole
    (f64.add
      (f64.convert_i32_s (local.get $exponent))
      (f64.load offset=$runtime_logarithms_high (local.get $entry))))

  (local.set $u (f64.sub (local.get $fraction) (local.get $base)))
  (local.set $v (f64.div (f64.const 1) (f64.add (local.get $fraction) (local.get $base))))
  (local.set $s (f64.mul (local.get $u) (local.get $v)))
  (local.set $s_high (f64.promote_f32 (f32.demote_f64 (local.get $s))))
  (local.set $fraction_high (f64.promote_f32 (f32.demote_f64 (local.get $fraction))))
  (local.set $s_low
    (f64.mul
      (local.get $v)
      (f64.sub
        (f64.sub
          (local.get $u)
          (f64.mul (local.get $s_high) (f64.add (local.get $fraction_high) (local.get $base))))
        (f64.mul (local.get $s_high) (f64.sub (local.get $fraction) (local.get $fraction_high))))))
  (local.set $square (f64.mul (local.get $s) (local.get $s)))
  (local.set $rest
    (f64.add
      (f64.add
        (f64.add
          (f64.mul (f64.const 2.885390043258667) (local.get $s_low))
          (f64.mul (f64.const 3.851925982253235e-8) (local.get $s)))
        (f64.load offset=$runtime_logarithms_low (local.get $entry)))
      (f64.mul
        (f64.mul (local.get $s) (local.get $square))
        (f64.add
          (f64.const 0.9617966939259756)
          (f64.mul
            (local.get $square)
            (f64.add
              (f64.const 0.5770780163555996)
              (f64.mul
                (local.get $square)
                (f64.add
                  (f64.const 0.41219858192699316)
                  (f64.mul (local.get $square) (f64.const 0.3206304257116095))))))))))
  (local.set $product (f64.mul (f64.const 2.885390043258667) (local.get $s_high)))
  (local.set $high (f64.promote_f32 (f32.demote_f64 (f64.add (local.get $whole) (local.get $product)))))
  (local.set $low
    (f64.add
      (f64.sub (local.get $product) (f64.sub (local.get $high) (local.get $whole)))
      (local.get $rest)))

  (local.set $y_high (f64.promote_f32 (f32.demote_f64 (local.get $y))))
  (local.set $low
    (f64.add
      (f64.mul (f64.sub (local.get $y) (local.get $y_high)) (local.get $high))
      (f64.mul (local.get $y) (local.get $low))))
  (local.set $high (f64.mul (local.get $y_high) (local.get $high)))
  (local.set $sum (f64.add (local.get $high) (local.get $low)))
  (if (f64.ge (local.get $sum) (f64.const 1025)) (then (return (f64.const inf))))
  (if (f64.le (local.get $sum) (f64.const -1076)) (then (return (f64.const 0))))
  (local.set $nearest
    (i32.sub
      (i32.trunc_sat_f64_s
        (f64.add (f64.mul (local.get $sum) (f64.const 16)) (f64.const 32768.5)))
      (i32.const 32768)))
  (local.set $t
    (f64.add
      (f64.sub
        (local.get $high)
        (f64.mul (f64.convert_i32_s (local.get $nearest)) (f64.const 0.0625)))
      (local.get $low)))
  (local.set $series
    (f64.add
      (f64.const 0.6931471805599453)
      (f64.mul
        (local.get $t)
        (f64.add
          (f64.const 0.24022650695910072)
          (f64.mul
            (local.get $t)
            (f64.add
              (f64.const 0.05550410866482158)
              (f64.mul
                (local.get $t)
                (f64.add
                  (f64.const 0.009618129107628477)
                  (f64.mul
                    (local.get $t)
                    (f64.add
                      (f64.const 0.0013333558146428443)
                      (f64.mul
                        (local.get $t)
                        (f64.add (f64.const 0.0001540353039338161) (f64.mul (local.get $t) (f64.const 1.5252733804059841e-5))))))))))))))
  (local.set $entry (i32.shl (i32.and (local.get $nearest) (i32.const 15)) (i32.const 3)))
  (local.set $root (f64.load offset=$runtime_roots_high (local.get $entry)))
  (local.set $half (i32.shr_s (local.get $nearest) (i32.const 5)))
  (f64.mul
    (f64.mul
      (f64.add
        (local.get $root)
        (f64.add
          (f64.mul (local.get $root) (f64.mul (local.get $t) (local.get $series)))
          (f64.load offset=$runtime_roots_low (local.get $entry))))
      (f64.reinterpret_i64
        (i64.shl (i64.extend_i32_s (i32.add (local.get $half) (i32.const 1023))) (i64.const 52))))
    (f64.reinterpret_i64
      (i64.shl
        (i64.extend_i32_s
          (i32.add
            (i32.sub (i32.shr_s (local.get $nearest) (i32.const 4)) (local.get $half))
            (i32.const 1023)))
        (i64.const 52)))))
