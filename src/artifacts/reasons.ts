/** What the operating system says, in words; by its code alone where it is rare. */
export function reasonFor(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : (REASONS.get(code) ?? `the system answers ${code}`);
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
  ['ENOSPC', 'no space left on the device: free some, or write elsewhere'],
  ['EDQUOT', 'your share of the disk is used up: free some, or write elsewhere'],
  ['EFBIG', 'the file is too large for its disk'],
  ['EIO', 'the device has failed'],
  ['ELOOP', 'its symbolic links go round in circles'],
  ['EBUSY', 'somebody else has it open: try again'],
  ['ETXTBSY', 'it is being run: try again'],
  ['EMFILE', 'too many files are open'],
]);
