/** Whether somebody is signed in at this browser, as far as it knows; whether that still holds, the node says. All its tabs share this. */
const at = "weft.signed-in";
const leaving = "leaving";

export const signedInHere = {
  noted: (): boolean => localStorage.getItem(at) !== null,

  note(): void {
    write("1");
  },

  /** The person is signing out in one of the tabs: the others may hear of the end before that one has its answer. */
  noteLeaving(): void {
    write(leaving);
  },

  leaving: (): boolean => localStorage.getItem(at) === leaving,

  forget: (): void => localStorage.removeItem(at),
};

function write(value: string): void {
  try {
    localStorage.setItem(at, value);
  } catch {
    // The browser's storage is full or forbidden: after a reload the person signs in again.
  }
}
