-- What did the model say at this step, and what is wrong with it?
FROM predicted_steps WHERE prediction_id = '{prediction}' AND truth = {step}
