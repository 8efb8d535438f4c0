/** What needs Node: files, the machines that ship with the package, config files and native code. */
export { readArtifact, writeFiles } from './artifacts/files.js';
export { MACHINE_FILE } from './artifacts/manifest.js';
export {
  REPORT_FILE,
  RUN_FOLDER,
  type RunFolder,
  writeRunFolder,
} from './artifacts/run-folder.js';
export { requireWholeRun } from './artifacts/run-state.js';
export { findConfig, type LoadedConfig, loadConfig } from './cli/config.js';
export { type TechniqueChoice, techniquesFor, techniquesOf } from './execution/techniques.js';
export { IMPORTERS } from './importers/registry.js';
export { ASSEMBLY_ENDING, compileAssembly, withAssembly } from './machines/assembly.js';
export { readIsaFile } from './machines/isa-file.js';
export { MACHINES, machineNamed, sourceEndings } from './machines/registry.js';
