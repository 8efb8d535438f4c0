/**
 * Names of methods that values of Raku have (2022.12; of Mu, Any, Cool, the numbers, Str, Bool, Buf, lists,
 * hashes and code). A call of one that is not in the subset is refused; any other name may fail while running.
 */
export const RAKU_METHODS: ReadonlySet<string> = new Set(
  `
  ACCEPTS ASSIGN-KEY ASSIGN-POS AT-KEY AT-POS Array BIND-KEY BIND-POS BUILD BUILDALL BUILD_LEAST_DERIVED
  Bag BagHash Blob Bool Bridge COERCE CREATE Capture Complex DEFINITE DELETE-KEY DELETE-POS DUMP
  DUMP-OBJECT-ATTRS DUMP-PIECES Date DateTime EVAL EXISTS-KEY EXISTS-POS FLATTENABLE_HASH FLATTENABLE_LIST
  Failure FatRat HOW Hash IO IS-SETTING-ONLY Int IterationBuffer List Map Mix MixHash NFC NFD NFKC NFKD
  Num Numeric Order POSITIONS Pair Range Rat Real STORE Seq Set SetHash Slip Str Stringy Supply UInt
  UPGRADE-RAT VAR Version WALK WHAT WHERE WHICH WHO WHY ZEN-KEY abs acos acosec acosech acosh acotan
  acotanh add_phaser all antipair antipairs any append are arity asec asech asin asinh assuming atan atan2
  atanh base batch bless bounds bytecode-size cache callable_for_phaser can candidates cando categorize
  categorize-list ceiling chars chomp chop chr chrs cis classify classify-list clone codes collate comb
  combinations conj contains cos cosec cosech cosh cotan cotanh count deepmap default defined does duckmap
  dynamic eager elems emit encode end ends-with enums excludes-max excludes-min exp expmod
  fail-cannot-be-empty fail-iterator-cannot-be-lazy fc file fire_if_phasers fire_phasers first flat
  flatmap flip floor fmt freeze from from-iterator from-list from-loop from-slurpy from-slurpy-flat
  from-slurpy-onearg gist gistseen grab grep has-loop-phasers has-phaser has-phasers hash head hyper im
  in-range indent index indices infinite int-bounds invert is-implementation-detail is-int is-lazy
  is-prime is-wrapped isNaN isa item iterator join key keyof keys kv lazy lazy-if lc leave line lines list
  log log10 log2 lsb map match max maxpairs min minmax minpairs msb multi name narrow new nl-out nodemap
  none not note of one ord ords outer package pairs pairup parse-base parse-names path perl perlseen
  permutations phasers pick polar polymod pop prec pred prepend print print-nl printf produce push
  push-phaser put race raku rakuseen rand re reallocate reals reduce reification-target repeated return
  return-rw returns reverse rindex roll roots rotate rotor round samecase samemark samespace say sec sech
  self serial set_why shape shift sign signature sin sinh sink skip slice so soft sort splice split
  sprintf sqrt squish starts-with static_id subbuf-rw subst subst-mutate substr substr-eq substr-rw succ
  sum tail take tan tanh tc tclc throw-cannot-be-empty throw-iterator-cannot-be-lazy to toggle trans tree
  trim trim-leading trim-trailing truncate uc unimatch uniname uninames uniparse uniprop uniprops unique
  unival univals unpolar unshift unshift-phaser unwrap value values wordcase words wrap write-bits
  write-int128 write-int16 write-int32 write-int64 write-int8 write-num32 write-num64 write-uint128
  write-uint16 write-uint32 write-uint64 write-uint8
  `
    .trim()
    .split(/\s+/),
);
