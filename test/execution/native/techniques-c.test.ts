import { checkTechniques } from './check-techniques.js';

checkTechniques('c');
