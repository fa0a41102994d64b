export { Lane, type LaneOptions } from './lane.js';
