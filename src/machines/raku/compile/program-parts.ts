import type { ConstantDescription, RoutineDescription, SiteDescription } from '../description.js';

/** What routines are written into. Everything is known by its number. */
export interface ProgramParts {
  routine(index: number): RoutineDescription;
  constant(constant: ConstantDescription): number;
  site(site: SiteDescription): number;
  /** A place of its own from which a dispatch is resumed where a parameter refuses its argument. */
  addRefusalSite(index: number): void;
}
