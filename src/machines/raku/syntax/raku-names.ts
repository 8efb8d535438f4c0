/**
 * Names of methods that values of Raku have (2022.12; of Mu, Any, Cool, the numbers, Str, Bool, Buf, lists,
 * hashes and code). A call of one that is not in the subset is refused; other names may fail while running.
 */
export const RAKU_METHODS: ReadonlySet<string> = words(`
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
`);

/** Names of multi subs of Raku (2022.12): without a proto, a multi of the name is one more candidate. */
export const RAKU_MULTI_SUBS: ReadonlySet<string> = words(`
  EVAL EVALFILE abs acos acosec acosech acosh acotan acotanh all any append asec asech asin asinh atan
  atan2 atanh atomic-add-fetch atomic-assign atomic-dec-fetch atomic-fetch atomic-fetch-add
  atomic-fetch-dec atomic-fetch-inc atomic-fetch-sub atomic-inc-fetch atomic-sub-fetch await bag cache cas
  categorize ceiling chars chdir chmod chomp chop chown chr chrs cis classify close comb combinations copy
  cos cosec cosech cosh cotan cotanh cross deepmap defined die dir done duckmap elems end exit exp expmod
  fail fc first flat flip floor full-barrier get getc gist goto grep hash head index indices indir
  is-prime item join keys kv last lc lines link list log log10 log2 lsb map max min minmax mix mkdir move
  msb next nodemap none not note one open ord ords pair pairs parse-base permutations pick pop prepend
  print printf produce prompt push put rand redo reduce rename repeated return return-rw reverse rindex
  rmdir roll roots rotate round roundrobin run samecase samemark say sec sech set shell shift sign signal
  sin sinh skip sleep sleep-timer sleep-until slip slurp so sort splice split sprintf spurt sqrt squish
  srand subbuf-rw substr substr-rw succeed sum symlink tail take take-rw tan tanh tc tclc trim
  trim-leading trim-trailing truncate uc undefine unimatch uniname uninames uniparse uniprop uniprops
  unique unival univals unlink unpolar unshift val values warn wordcase words zip
`);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
