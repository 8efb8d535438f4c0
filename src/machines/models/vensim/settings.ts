/** Where the sketch begins that follows the equations; the settings are behind it. */
const SKETCH = /^\\{2,}---\/{3}|^\/{3}---\\{2,}/m;

/** The two parts of a file: the equations, and the sketch with the settings (empty when there are none). */
export function splitSketch(text: string): { readonly equations: string; readonly sketch: string } {
  const start = text.search(SKETCH);
  return start < 0
    ? { equations: text, sketch: '' }
    : { equations: text.slice(0, start), sketch: text.slice(start) };
}

/** Vensim numbers its methods 0 Euler, 1 RK4 auto, 2 difference, 3 RK2 auto, 4 RK2 fixed, 5 RK4 fixed. */
const RUNGE_KUTTA: ReadonlySet<number> = new Set([1, 3, 4, 5]);

/**
 * The integration method: the fourth number of the settings' line `15:0,0,0,1,0,0`. The second-order methods
 * are run with the fourth-order one, which is nearer to them than Euler.
 */
export function integrationMethod(sketch: string): 'euler' | 'rk4' {
  const match = /^15:(?:[^,\r\n]*,){3}[ \t]*(\d+)/m.exec(settingsOf(sketch));
  return match && RUNGE_KUTTA.has(Number(match[1])) ? 'rk4' : 'euler';
}

/** The files behind names like `?data` in GET DIRECT functions: the settings' lines `30:?data=data.xlsx`. */
export function fileAliases(sketch: string): ReadonlyMap<string, string> {
  const lines = settingsOf(sketch).matchAll(/^30:(\?[^=\r\n]*)=([^\r\n]*)/gm);
  return new Map(Array.from(lines, (line) => [line[1]!.trim(), line[2]!.trim()]));
}

/** Lines of the sketch could look like settings. */
function settingsOf(sketch: string): string {
  const start = sketch.lastIndexOf('///---\\');
  return start < 0 ? '' : sketch.slice(start);
}
