import { checkTechniques } from './check-techniques.js';

checkTechniques('go');
