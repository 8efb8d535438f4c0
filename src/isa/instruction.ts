import type { Cursor, Token } from '../util/cursor.js';
import { type Declarations, parseBody } from './body.js';
import { FLOW_FLAGS, type FlowFlag, flowOf, flowOfBody } from './flow.js';
import { type Body, findByName, type Instruction, type Isa, type Operand, type StackPicture } from './isa.js';

/** What an instruction may refer to. */
export interface InstructionDeclarations
  extends Declarations,
    Pick<Isa, 'bodies' | 'stacks' | 'operandKinds'> {
  /** All names in use. */
  readonly declared: ReadonlySet<string>;
}

interface Picture {
  readonly pops: readonly string[];
  readonly pushes: readonly string[];
}

/** Parses and checks what follows an instruction's name: operands, stack pictures, flags and the body. */
export function parseInstruction(
  cursor: Cursor,
  { text: name, at }: Token,
  declarations: InstructionDeclarations,
): Instruction {
  const { bodies } = declarations;
  const declareLocal = localNames(cursor, declarations);
  const operands = parseOperands(cursor, declarations, declareLocal);
  cursor.expect('(');
  const isStackKnown = !cursor.accept('?');
  if (!isStackKnown && bodies === 'expressions')
    cursor.fail('a body in expressions needs to know its stack picture');
  if (!isStackKnown) cursor.expect(')');
  const picture = isStackKnown ? parsePicture(cursor, declareLocal) : { pops: [], pushes: [] };
  const others = parseOthers(cursor, declarations, declareLocal);
  const shape = { name, operands, ...picture, others, isStackKnown };
  if (bodies === 'expressions') {
    const isAlone = cursor.accept('alone');
    const body = parseBody(cursor, declarations, operands, picture.pops, picture.pushes);
    return { ...shape, flow: flowOfBody(body.semantics, isAlone), body };
  }
  const flow = parseFlow(cursor);
  const body = parseHostBody(cursor);
  if (body.kind === 'host' && bodies === 'none')
    cursor.fail('`bodies` says that there are none: give it the language of the VM', body.at);
  if (body.kind === 'host' && !isStackKnown)
    cursor.fail(
      `${name} has a body, but its stack picture is not known: a body needs to say what it pops`,
      at,
    );
  return { ...shape, flow, body };
}

type Declare = (token: Token) => string;

/** Declares names that mean something in one instruction. */
function localNames(cursor: Cursor, { declared, operandKinds }: InstructionDeclarations): Declare {
  const local = new Set<string>();
  return (token) => {
    const shadows = declared.has(token.text) && !findByName(operandKinds, token.text);
    if (local.has(token.text) || shadows) cursor.fail(`\`${token.text}\` names two things`, token.at);
    local.add(token.text);
    return token.text;
  };
}

function parseOperands(
  cursor: Cursor,
  { operandKinds }: InstructionDeclarations,
  declare: Declare,
): Operand[] {
  const operands: Operand[] = [];
  while (!cursor.is('(')) {
    const name = declare(cursor.name('an operand or `(`'));
    cursor.expect(':');
    const token = cursor.name('an operand kind');
    const kind = findByName(operandKinds, token.text);
    if (!kind) cursor.fail(`the operand kind \`${token.text}\` is not declared`, token.at);
    operands.push({ name, kind });
  }
  return operands;
}

/** `pops -- pushes )` */
function parsePicture(cursor: Cursor, declare: Declare): Picture {
  const pops: string[] = [];
  while (!cursor.accept('--')) pops.push(declare(cursor.name('a popped value or `--`')));
  const pushes: string[] = [];
  while (!cursor.accept(')')) pushes.push(declare(cursor.name('a pushed value or `)`')));
  return { pops, pushes };
}

/** `return( a -- b )` for each other stack that changes. */
function parseOthers(cursor: Cursor, { stacks }: InstructionDeclarations, declare: Declare): StackPicture[] {
  const others: StackPicture[] = [];
  while (stacks.includes(cursor.token.text) && cursor.isBefore('(')) {
    const token = cursor.advance();
    if (others.some(({ stack }) => stack === token.text))
      cursor.fail(`there are two pictures of the stack \`${token.text}\``, token.at);
    cursor.expect('(');
    others.push({ stack: token.text, ...parsePicture(cursor, declare) });
  }
  return others;
}

function parseFlow(cursor: Cursor): Instruction['flow'] {
  const flags: FlowFlag[] = [];
  const { at } = cursor.token;
  while (cursor.token.kind === 'name') {
    const token = cursor.advance();
    const text = token.text === 'may' && cursor.accept('-') ? `may-${cursor.advance().text}` : token.text;
    const flag = FLOW_FLAGS.find((one) => one === text);
    if (!flag) cursor.fail(`\`${text}\` is not a flag: ${FLOW_FLAGS.join(', ')}`, token.at);
    flags.push(flag);
  }
  try {
    return flowOf(flags);
  } catch (error) {
    return cursor.fail((error as Error).message, at);
  }
}

function parseHostBody(cursor: Cursor): Body {
  const { token } = cursor;
  if (token.kind === 'host') {
    cursor.advance();
    if (!cursor.atEnd) cursor.fail('nothing may follow a body');
    return { kind: 'host', text: token.text, at: token.at };
  }
  if (!cursor.atEnd) cursor.fail(`expected a flag or a body in braces, found \`${token.text}\``);
  return { kind: 'none' };
}
