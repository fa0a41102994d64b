export { Timer, type Chore } from './timer.js';
