/** Gives a text to the person as a file. @param type its media type */
export const downloadText = (fileName: string, text: string, type: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser has the file by the next turn.
  setTimeout(() => URL.revokeObjectURL(url));
};
