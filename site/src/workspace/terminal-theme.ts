// The terminal's colours, light and dark. xterm wants plain hex; contrast of 4.5 is held by it too.
import type { ITheme } from '@xterm/xterm';

const light: ITheme = {
  background: '#f4f5f3',
  foreground: '#23272e',
  cursor: '#1c5d74',
  cursorAccent: '#f4f5f3',
  selectionBackground: '#bcd7df',
  black: '#23272e',
  red: '#a8321f',
  green: '#3a6b1f',
  yellow: '#7d5a00',
  blue: '#1f5fa6',
  magenta: '#8a3a86',
  cyan: '#1c6670',
  white: '#5b6068',
  brightBlack: '#636873',
  brightRed: '#b93a25',
  brightGreen: '#3f7322',
  brightYellow: '#855f00',
  brightBlue: '#2567b3',
  brightMagenta: '#954090',
  brightCyan: '#1f6f7a',
  brightWhite: '#23272e',
};

const dark: ITheme = {
  background: '#14181c',
  foreground: '#d8dbd8',
  cursor: '#7cc4d6',
  cursorAccent: '#14181c',
  selectionBackground: '#2f4a55',
  black: '#14181c',
  red: '#f08d78',
  green: '#a3c884',
  yellow: '#dfbd6c',
  blue: '#86b6ee',
  magenta: '#d49fd2',
  cyan: '#82c9cf',
  white: '#d8dbd8',
  brightBlack: '#8d939a',
  brightRed: '#f5a08d',
  brightGreen: '#b3d597',
  brightYellow: '#e8cb85',
  brightBlue: '#9cc4f3',
  brightMagenta: '#deb1dc',
  brightCyan: '#98d6db',
  brightWhite: '#f1f3f0',
};

export const terminalThemes = { light, dark };
