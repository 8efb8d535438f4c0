/** What needs Node: files, the machines that ship with the package, config files and native code. */
export { readArtifact, writeFiles } from './artifacts/files.js';
export { findConfig, type LoadedConfig, loadConfig } from './cli/config.js';
export { runFolderFiles, writeRunFolder } from './cli/run-folder.js';
export { IMPORTERS } from './importers/registry.js';
export { ASSEMBLY_ENDING, readIsaFile } from './machines/isa-file.js';
export { MACHINES, machineNamed, sourceEndings } from './machines/registry.js';
