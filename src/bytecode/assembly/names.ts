import type { OperandKind } from '../../isa/isa.js';

/** What a name means where an operand of some kind is expected. */
export type NamedAddress = number | 'unknown' | 'ambiguous';

/** Names of addresses both ways, as far as they lead to one address only. */
export class AddressNames {
  readonly #addresses = new Map<string, Map<string, NamedAddress>>();

  add(kind: string, address: number, name: string): void {
    const addresses = this.#addresses.get(kind) ?? new Map<string, NamedAddress>();
    this.#addresses.set(kind, addresses);
    addresses.set(name, addresses.has(name) ? 'ambiguous' : address);
  }

  /** A name of the operand's own kind hides one of the kind that it is within. */
  addressOf({ name: kind, within }: OperandKind, name: string): NamedAddress {
    return this.#addresses.get(kind)?.get(name) ?? this.#addresses.get(within ?? '')?.get(name) ?? 'unknown';
  }

  /** Names for suggestions. */
  *known({ name: kind, within }: OperandKind): Iterable<string> {
    yield* this.#addresses.get(kind)?.keys() ?? [];
    yield* this.#addresses.get(within ?? '')?.keys() ?? [];
  }
}
