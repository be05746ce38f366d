// The file that is being run.

let test;

export const beginFile = (own) => {
  test = own;
};

export const ofFile = () => test;
