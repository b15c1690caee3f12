/** Whether somebody is signed in at this browser, as far as it knows; whether that still holds, the node says. */
const at = "weft.signed-in";

export const signedInHere = {
  noted: (): boolean => localStorage.getItem(at) !== null,

  note(): void {
    try {
      localStorage.setItem(at, "1");
    } catch {
      // The browser's storage is full or forbidden: after a reload the person signs in again.
    }
  },

  forget: (): void => localStorage.removeItem(at),
};
