import type { CodeLine, WasmType } from './instructions.js';

/** A module before it is encoded or printed. Everything is referred to by name. */
export interface WasmModule {
  /** Comments at its top. */
  readonly about: readonly string[];
  readonly imports: readonly FunctionImport[];
  /** Pages of 64 KiB; exported as `memory`. */
  readonly pages: number;
  readonly globals: readonly Global[];
  /** Numbers in memory, from address 0 on. */
  readonly data: readonly number[];
  readonly functions: readonly WasmFunction[];
  /** Functions that are called by their index here. */
  readonly table: readonly string[];
  /** Signatures that `return_call_indirect` names. */
  readonly types: readonly FunctionType[];
}

export interface FunctionSignature {
  readonly parameters: readonly WasmType[];
  readonly result: WasmType | null;
}

export interface FunctionType extends FunctionSignature {
  readonly name: string;
}

export interface FunctionImport extends FunctionType {
  readonly module: string;
  /** In that module. */
  readonly field: string;
}

/** Mutable, zero at first. */
export interface Global {
  readonly name: string;
  readonly type: WasmType;
  readonly exported: boolean;
}

export interface Local {
  readonly name: string;
  readonly type: WasmType;
}

export interface WasmFunction {
  readonly name: string;
  readonly exportedAs: string | null;
  readonly about: readonly string[];
  readonly parameters: readonly Local[];
  readonly result: WasmType | null;
  readonly locals: readonly Local[];
  readonly body: readonly CodeLine[];
}

export function signatureOf({ parameters, result }: WasmFunction): FunctionSignature {
  return { parameters: parameters.map(({ type }) => type), result };
}
