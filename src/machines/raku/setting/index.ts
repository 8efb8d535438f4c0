import type { ProgramWriter } from '../compile/program-writer.js';
import { writeContainers } from './containers.js';
import { writeIteration, writeListOf } from './iteration.js';
import { writeObjects } from './objects.js';
import { writeOperators } from './operators.js';
import { SettingWriter } from './setting-writer.js';

/** Writes the setting into a program. Gives its subs by name. */
export function writeSetting(program: ProgramWriter): ReadonlyMap<string, number> {
  const setting = new SettingWriter(program);
  writeListOf(setting);
  writeOperators(setting);
  writeContainers(setting);
  writeIteration(setting);
  writeObjects(setting);
  setting.finish();
  return setting.subs;
}
