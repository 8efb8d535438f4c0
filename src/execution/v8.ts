const v8 = globalThis.process?.getBuiltinModule?.('node:v8');

/** Sets a flag of V8 where Node.js runs this; a browser goes on without. */
export function setV8Flag(flag: string): void {
  v8?.setFlagsFromString(flag);
}
