/**
 * What is put into a token to break it: the characters that decoders swallow, fold or mistake for others.
 */

/** The alphabet of tokens. */
export const alphabet: readonly string[] = [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
]

function span(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index))
}

/** U+0000 to U+024F. */
const low: readonly string[] = span(0, 0x24f)

/** Beyond that: whatever a normalization, a case mapping, a cut to eight bits or the eye takes for a letter, a digit or nothing. */
const odd: readonly string[] = [
  // Full width: letters, digits, low line, hyphen, equals, plus, solidus.
  ...span(0xff21, 0xff3a),
  ...span(0xff41, 0xff5a),
  ...span(0xff10, 0xff19),
  ...'\uff3f\uff0d\uff1d\uff0b\uff0f',
  // Mathematical letters and digits, letters in circles, and regional indicators.
  ...span(0x1d400, 0x1d419),
  ...span(0x1d7ce, 0x1d7d7),
  ...span(0x24b6, 0x24bd),
  ...span(0x1f1e6, 0x1f1e9),
  // Letters of other scripts that look like these, digits of other scripts.
  ...'\u0391\u0392\u0395\u0410\u0412\u0415\u041a\u0430\u0435\u043e\u0440\u0441\u0445\u0131\u017f\u03bf',
  ...'\u0660\u0661\u06f0\u0966\u0967',
  // Case mappings into the alphabet: Kelvin, Angstrom, ligatures, small capitals.
  ...'\u212a\u212b\ufb00\ufb01\ufb05\u1d00\u1d04',
  // Combining marks, joiners, marks of direction, invisible characters, byte order marks, variation selectors, tags.
  ...'\u0300\u0301\u0308\u0327\u0338\u034f\u20dd\u3099',
  ...span(0x200b, 0x200f),
  ...span(0x202a, 0x202e),
  ...span(0x2060, 0x2069),
  ...'\ufeff\ufffe\uffff\ufffc\ufffd\u00ad\u061c\u180e\ufe00\ufe0f',
  ...span(0xe0041, 0xe0044),
  // Spaces and ends of lines.
  ...span(0x2000, 0x200a),
  ...'\u1680\u2028\u2029\u202f\u205f\u3000',
  // Hyphens and low lines.
  ...span(0x2010, 0x2015),
  ...'\u2212\ufe58\ufe63\u203f\u2054\ufe4d',
  // Letters of the alphabet after a cut to 8 or 16 bits.
  ...'\u0341\u0561\u2141\u4141\u4161\uff5f',
  ...[0x10041, 0x10061, 0x1f041, 0x1002d, 0x1005f].map((code) => String.fromCodePoint(code)),
  // Emoji, the last code point, and half characters.
  '\u{1F600}',
  '\u{1F511}',
  '\u{1F468}\u200d\u{1F469}',
  '\u{10FFFF}',
  '\ud800',
  '\udbff',
  '\udc00',
  '\udfff',
  '\ud83d',
  '\ude00',
]

/** Everything that is tried on a few tokens. */
export const everyCharacter: readonly string[] = [...new Set([...low, ...odd])]

/** What is tried on all of them: the alphabet, and what lenient decoders swallow or take for a character of it. */
export const swallowed: readonly string[] = [
  ...new Set([
    ...alphabet,
    ...'=+/ \t\n\v\f\r\0.,;:!~%&#?*@$^|\\"\'`()[]{}<>',
    ...'\u007f\u0080\u0085\u00a0\u00ad\u0141\u0156\u0161\u0241\u200b\u200d\u2028\u212a\u3000\ufeff\uff21\uff3f',
    '\ud800',
    '\udc00',
    '\u{1D400}',
    '\u0301',
    '%3D',
    '\r\n',
    '==',
    '%2D',
  ]),
]
