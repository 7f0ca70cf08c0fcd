// Takes out of a guest's terminal bytes whatever could act on the learner's browser: titles, links,
// clipboard writes, device queries that a terminal answers, strings of every kind. What comes out
// is only whole characters of well-formed UTF-8, harmless controls and whole allowed sequences, so
// that it may be cut between two calls and kept as scrollback.
import { controlSequenceBody, escapePasses, passingControls } from './terminal-sequences.ts';

const ESC = 0x1b;
const CAN = 0x18;
const SUB = 0x1a;
const BEL = 0x07;
const LF = 0x0a;
const CR = 0x0d;
const replacement = [0xef, 0xbf, 0xbd];
/** No sequence that may pass is longer; a longer one is swallowed whole. */
const longestSequence = 128;

type State =
  | 'text'
  /** After `ESC`, before the final byte. */
  | 'escape'
  /** After `CSI`. */
  | 'control'
  /** In a control sequence that is already refused. */
  | 'refused'
  /** In an OSC, DCS, APC, PM or SOS string, all of which are dropped. */
  | 'string';

/** One stream's filter: state is kept from call to call, so chunks may be cut anywhere. */
export type TerminalFilter = (bytes: Uint8Array) => Uint8Array;

/**
 * What may pass: all that a full-screen program needs, or colors alone. On the command line a guest
 * writes to the user's own terminal, where nothing may be erased or written over.
 */
export type Passing = 'screen' | 'colors';

/** A new filter, to be used for one terminal from its first byte on. */
export function terminalFilter(passing: Passing = 'screen'): TerminalFilter {
  let state: State = 'text';
  let sequence = '';
  /** Bytes of a UTF-8 character that has begun, and how many more it wants. */
  let character: number[] = [];
  let wanted = 0;

  return (bytes) => {
    // A lone malformed byte becomes three; a sequence held back from the last call may come out.
    const out = new Uint8Array(3 * bytes.length + longestSequence + 8);
    let length = 0;

    const put = (byte: number): void => {
      out[length++] = byte;
    };
    const putAll = (values: readonly number[]): void => {
      for (const value of values) put(value);
    };
    const putText = (text: string): void => {
      for (let at = 0; at < text.length; at++) put(text.charCodeAt(at));
    };
    const begin = (next: State): void => {
      state = next;
      sequence = '';
    };
    const controlCharacter = (byte: number): void => {
      if (byte === ESC) begin('escape');
      else if (byte === CAN || byte === SUB) begin('text');
      else if (passingControls.has(byte)) put(byte);
    };
    const afterEscape = (byte: number): void => {
      const letter = String.fromCharCode(byte);
      if (sequence === '' && letter === '[') begin('control');
      else if (sequence === '' && ']PX^_'.includes(letter)) begin('string');
      else if (byte >= 0x20 && byte < 0x30) {
        sequence += letter;
        if (sequence.length > 3) begin('refused');
      } else {
        const passes = passing === 'screen' && byte < 0x7f && escapePasses(sequence + letter);
        if (passes) putText(`\x1b${sequence}${letter}`);
        begin('text');
      }
    };
    const inControl = (byte: number): void => {
      if (byte >= 0x40 && byte < 0x7f) {
        const final = String.fromCharCode(byte);
        const may = state === 'control' && (passing === 'screen' || final === 'm');
        const body = may ? controlSequenceBody(sequence, final) : null;
        if (body !== null) putText(`\x1b[${body}${final}`);
        begin('text');
      } else if (byte < 0x40) {
        sequence += String.fromCharCode(byte);
        if (sequence.length > longestSequence - 4) begin('refused');
      }
    };
    /** A C1 control written as a character (U+0080 to U+009F) does what `ESC` and a letter do. */
    const c1 = (byte: number): void => {
      begin('escape');
      afterEscape(byte - 0x40);
    };
    const text = (byte: number): void => {
      if (wanted > 0) {
        if (byte >= 0x80 && byte < 0xc0 && wellFormed(character, byte)) {
          character.push(byte);
          wanted -= 1;
          if (wanted > 0) return;
          if (character[0] === 0xc2 && byte < 0xa0) c1(byte);
          else putAll(character);
          character = [];
          return;
        }
        putAll(replacement);
        character = [];
        wanted = 0;
      }
      if (byte < 0x20) controlCharacter(byte);
      else if (byte < 0x7f) put(byte);
      else if (byte >= 0xc2 && byte < 0xf5) {
        character = [byte];
        wanted = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
      } else if (byte !== 0x7f) putAll(replacement);
    };

    for (const byte of bytes) {
      if (state === 'text') text(byte);
      else if (state === 'string') {
        // A line's end stops a string as well: one that is never ended must not swallow the screen.
        if (byte === BEL) begin('text');
        else if (byte === LF || byte === CR) {
          begin('text');
          put(byte);
        } else if (byte === ESC || byte === CAN || byte === SUB) controlCharacter(byte);
      } else if (byte < 0x20) controlCharacter(byte);
      else if (byte >= 0x80) {
        begin('text');
        text(byte);
      } else if (state === 'escape') afterEscape(byte);
      else inControl(byte);
    }
    return out.slice(0, length);
  };
}

/** Refuses overlong forms, surrogates and what lies above U+10FFFF by the second byte. */
function wellFormed(before: readonly number[], byte: number): boolean {
  if (before.length > 1) return true;
  switch (before[0]) {
    case 0xe0:
      return byte >= 0xa0;
    case 0xed:
      return byte < 0xa0;
    case 0xf0:
      return byte >= 0x90;
    case 0xf4:
      return byte < 0x90;
    default:
      return true;
  }
}
