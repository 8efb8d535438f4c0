/** What the operating system says, without its code and path. */
export function reasonFor(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS.get(code ?? '') ?? message;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['EEXIST', 'a file of that name is in the way'],
  ['ENOTDIR', 'a file of that name is in the way'],
  ['EISDIR', 'a folder of that name is in the way'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ENOSPC', 'no space left on the device'],
]);
