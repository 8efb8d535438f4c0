/** Arrays at addresses that nobody has checked before. */
export const COMPUTED_ADDRESSES = `/* Cells at an address that an instruction computes: outside there is nothing to read, and writes are lost. */
static inline double *f64_cell(const Memory *memory, int32_t index) {
  static double nothing;
  nothing = NAN;
  return (uint32_t)index < memory->length ? (double *)memory->cells + index : &nothing;
}
static inline int32_t *i32_cell(const Memory *memory, int32_t index) {
  static int32_t nothing;
  nothing = 0;
  return (uint32_t)index < memory->length ? (int32_t *)memory->cells + index : &nothing;
}
static inline double f64_constant(const Pool *pool, int32_t index) {
  return (uint32_t)index < pool->length ? ((const double *)pool->values)[index] : NAN;
}
static inline int32_t i32_constant(const Pool *pool, int32_t index) {
  return (uint32_t)index < pool->length ? ((const int32_t *)pool->values)[index] : 0;
}
static inline Row row_at(const Pool *pool, int32_t index) {
  return (uint32_t)index < pool->length ? ((const Row *)pool->values)[index] : (Row){NULL, 0};
}
`;
