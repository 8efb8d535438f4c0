/**
 * The part of the JavaScript interface that is used here; Node.js and browsers have it, TypeScript's ES
 * library does not.
 */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, (...values: number[]) => number>>>>,
  ) => { readonly exports: WasmExports };
}

export interface WasmExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly [name: string]: unknown;
}

export const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyInterface })
  .WebAssembly;
