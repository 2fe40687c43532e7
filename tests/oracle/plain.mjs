// plain.mjs: text as search sees it, by JavaScript's own Unicode: no case, no accents, words of letters and digits.
const strokes = { æ: 'ae', ð: 'd', ø: 'o', þ: 'th', đ: 'd', ħ: 'h', ı: 'i', ł: 'l', œ: 'oe', ŧ: 't', ß: 'ss', ς: 'σ' };

export const plain = (s) => s.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')
  .replace(/[æðøþđħıłœŧßς]/g, (c) => strokes[c]).replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
